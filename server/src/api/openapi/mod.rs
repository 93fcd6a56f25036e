//! The API's description, in `OpenAPI` 3.1 at `/api/schema/`, and `/api/docs/` to browse
//! it.
//!
//! ```text
//! handlers ── #[utoipa::path] ──┐
//!                               ├─ routes! ── router
//! schemas · parameters ─────────┤      └───── document ── complete ── /api/schema/
//! refusals · examples ──────────┘
//! ```
//!
//! A path, its methods and its `Allow` are taken from the annotations of the handlers
//! themselves (`resource.rs`), so a route cannot be missing here. To describe a new
//! handler: its `#[utoipa::path]` with a body from `schemas`, and the refusals that it
//! shares with others from `refusals`.

mod complete;
pub(super) mod examples;
pub(super) mod parameters;
pub(super) mod refusals;
pub(super) mod schemas;
mod viewer;

use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use bytes::Bytes;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::Anyone;
use super::resource::resource;
use crate::AppState;

const PREFIX: &str = "/api";
const JSON: HeaderValue = HeaderValue::from_static("application/json");

#[derive(OpenApi)]
#[openapi(
    info(title = "Crash Store", description = include_str!("introduction.md")),
    tags(
        (name = "Authentication", description = "Registration, and tokens for people and machines."),
        (name = "Dumps", description = "Taking, listing, changing and giving out crash dumps."),
        (name = "Signatures", description = "Crashes that are the same, together, and what makes them so."),
        (name = "Symbols", description = "The files that make stacks readable."),
        (name = "Users", description = "Accounts, for staff."),
        (name = "Clients", description = "Machines with a secret of their own, for staff."),
        (name = "Throttle rules", description = "Which reports of crash clients are kept, for staff."),
        (name = "Description", description = "This description itself."),
    ),
)]
struct Document;

/// The document as it is sent.
#[derive(Clone, Debug)]
struct DocumentJson(Bytes);

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<Anyone>("Schema", routes!(schema)))
        .routes(resource::<Anyone>("Docs", routes!(docs)))
}

/// The routes, and beside them the description of all of them.
pub(super) fn describe(documented: OpenApiRouter<AppState>) -> Router<AppState> {
    let (router, paths) = documented.split_for_parts();
    let document = complete::complete(Document::openapi().nest(PREFIX, paths));
    let json = document.to_json().expect("a document is plain data");
    router
        .merge(viewer::routes())
        .layer(Extension(DocumentJson(json.into())))
}

/// Describe this API.
///
/// This document, for code generators and other tools.
#[utoipa::path(
    get,
    path = "/schema/",
    operation_id = "get_schema",
    tag = "Description",
    responses((status = 200, description = "An OpenAPI document.", body = Object)),
    security(()),
)]
async fn schema(Extension(json): Extension<DocumentJson>) -> Response {
    ([(CONTENT_TYPE, JSON)], json.0).into_response()
}

/// Browse this API.
///
/// This document as a page, with forms to try it. It loads nothing from elsewhere.
#[utoipa::path(
    get,
    path = "/docs/",
    operation_id = "get_docs",
    tag = "Description",
    responses((status = 200, description = "A page.", body = String, content_type = "text/html")),
    security(()),
)]
async fn docs() -> Response {
    viewer::page()
}
