//! Crash Store's server: command line, configuration, REST API, web pages.
//!
//! The only crate that knows HTTP. A handler extracts, calls `service` once, and maps
//! the answer; status codes and wire texts are made in [`error`].
//!
//! ```text
//! connection ── http/   accept loop, limits, drain, headers
//!     │
//!  router.rs ──┬─ api/     REST: one file per resource, one handler per verb
//!              ├─ ingest/  crash reports from stock clients
//!              ├─ symbols/ symbol files for debuggers, and from stock clients
//!              └─ web/     pages, server functions, assets, and bytes for browsers
//! ```
//!
//! To add an endpoint: a handler in `api/<resource>.rs`, its line in the `routes()` of
//! that file, and its test in `tests/api/<resource>.rs`. To add a setting: its field in
//! `config/<section>.rs` and its lines in `config.example.ini`.

// Views are deeply nested types, which an optimised build walks to their ends.
#![recursion_limit = "512"]

pub mod api;
pub mod cli;
mod commands;
pub mod config;
mod error;
pub mod http;
mod ingest;
pub mod router;
mod state;
mod symbols;
mod telemetry;
mod web;

pub use state::AppState;
pub use symbols::ask_upstream;
