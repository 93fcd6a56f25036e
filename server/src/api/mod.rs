//! The REST API, as the wire contract has it: one file per resource.

mod archive;
mod auth;
mod bearer;
mod body;
mod clients;
mod content_coding;
mod content_disposition;
mod download;
mod dump_form;
mod dump_list;
mod dumps;
mod fields;
mod history;
mod id;
mod json_fields;
mod openapi;
mod reports;
mod resource;
mod signature_rules;
mod signatures;
mod submissions;
mod symbol_files;
mod symbols;
mod throttle_rules;
pub(crate) mod upload_body;
mod users;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use bearer::{Anyone, Member, UrlKey};
pub(crate) use content_coding::decompressed;
pub(crate) use download::{File as SentFile, send as send_file};
pub(crate) use dump_form::read_with_file;
pub(crate) use id::{Id, Ids};
pub(crate) use symbol_files::{NO_FILE as NO_SYMBOL_FILE, read as read_symbols};
pub(crate) use upload_body::drain as drain_body;

use crate::router::no_such_path;
use crate::{AppState, ingest, symbols as symbol_clients};

/// The router takes an empty segment for an id or a label; to the contract these are
/// no paths.
const NO_PATHS: [&str; 17] = [
    "/dumps//",
    "/dumps//archive/",
    "/dumps//download/",
    "/dumps//submission/",
    "/dumps//history/",
    "/dumps//processing/",
    "/dumps//report/",
    "/dumps//reprocess/",
    "/dumps//restore/",
    "/dumps/by-label//",
    "/signatures//",
    "/signatures//dumps/",
    "/symbols//",
    "/users//",
    "/clients//",
    "/clients//rotate/",
    "/clients//revoke/",
];

/// Every resource below `/api`.
pub(crate) fn routes() -> Router<AppState> {
    let documented = OpenApiRouter::new()
        .merge(dumps::routes())
        .merge(archive::routes())
        .merge(submissions::routes())
        .merge(reports::routes())
        .merge(history::routes())
        .merge(signatures::routes())
        .merge(signature_rules::routes())
        .merge(symbols::routes())
        .merge(users::routes())
        .merge(clients::routes())
        .merge(throttle_rules::routes())
        .merge(auth::routes())
        .merge(openapi::routes());
    let described = openapi::describe(documented);
    NO_PATHS
        .into_iter()
        .fold(described, |router, path| {
            router.route(path, any(no_such_path))
        })
        .merge(ingest::api_routes())
        .merge(symbol_clients::api_routes())
        // Bodies are limited where they are read: the limits differ by field.
        .layer(DefaultBodyLimit::disable())
        .fallback(no_such_path)
}
