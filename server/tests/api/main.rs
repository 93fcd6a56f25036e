//! The server over HTTP, as a client sees it: one file per file of `src/api`, and for
//! what lies around it.
//!
//! The black-box suite in `end2end/contract` holds the wire contract against the
//! binary. Here is what it does not reach: conditions and ranges, bodies in every
//! coding, settings, a clock that is moved by hand, and requests that no client
//! library would send.

// A test says in its name what is expected; `expect` would only repeat it.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here is the failure of a test"
)]

mod archive;
mod auth;
mod bearer;
mod clients;
mod download;
mod dump_form;
mod dump_list;
mod dumps;
mod fields;
mod history;
mod http;
mod ingest;
mod openapi;
mod reports;
mod resource;
mod router;
mod signature_rules;
mod signatures;
mod support;
mod symbols;
mod symupload;
mod throttle_rules;
mod upstream;
mod users;
mod web;
