//! Breakpad's `symupload`, as it really speaks: it differs from its documentation.
//!
//! ```text
//! sym-upload-v1   POST /api/symupload                                        a form
//! sym-upload-v2   GET  /api/symupload/v1/symbols/<file>/<id>:checkStatus     is it there?
//!                 POST /api/symupload/v1/uploads:create                      an address
//!                 PUT  <the address>                                         the file
//!                 POST /api/symupload/v1/uploads/<key>:complete              what became of it
//! ```
//!
//! The client finds values in an answer by a pattern that wants `": "`, one space and all, so
//! JSON is written as people like it. It says once more at the end which module the file is of,
//! in what is nearly JSON; the file has said so itself, and is believed.

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use model::SymbolKey;
use serde_json::{Value, json};
use service::{Service, SymbolPermit};

use crate::AppState;
use crate::api::{Anyone, UrlKey, drain_body, read_symbols};
use crate::error::{ApiError, Result};

const CHECK_STATUS: &str = ":checkStatus";
const COMPLETE: &str = ":complete";

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/symupload/", post(v1))
        .route(
            "/symupload/v1/symbols/{debug_file}/{debug_id}/",
            get(check_status),
        )
        .route("/symupload/v1/uploads:create/", post(create))
        .route(
            "/symupload/v1/uploads/{upload}/",
            put(upload).post(complete),
        )
}

/// Wants 200, and reads nothing of the answer.
async fn v1(
    sender: Anyone,
    State(state): State<AppState>,
    Query(key): Query<UrlKey>,
    request: Request,
) -> Result<&'static str> {
    let permit = permit(&state.service, sender, &key).await?;
    let files = read_symbols(&state.service, &permit, request).await?;
    state.service.symbols.store(permit, files).await?;
    Ok("stored\n")
}

async fn check_status(
    sender: Anyone,
    State(state): State<AppState>,
    Path((debug_file, debug_id)): Path<(String, String)>,
    Query(key): Query<UrlKey>,
) -> Result<Response> {
    let debug_id = debug_id.strip_suffix(CHECK_STATUS);
    let debug_id = debug_id.ok_or(ApiError::NoSuchPath)?;
    let permit = permit(&state.service, sender, &key).await?;
    let is_there = match (debug_file.parse(), debug_id.parse()) {
        (Ok(debug_file), Ok(debug_id)) => {
            let key = SymbolKey {
                debug_file,
                debug_id,
            };
            state.service.symbols.has(&permit, &key).await?
        }
        _ => false,
    };
    let status = if is_there { "FOUND" } else { "MISSING" };
    Ok(spaced(&json!({ "status": status })))
}

async fn create(
    sender: Anyone,
    State(state): State<AppState>,
    Query(key): Query<UrlKey>,
    headers: HeaderMap,
) -> Result<Response> {
    let permit = permit(&state.service, sender, &key).await?;
    let upload = state.service.symbols.begin_handover(permit);
    let url = format!(
        "{}/api/symupload/v1/uploads/{upload}",
        origin(&state, &headers)
    );
    Ok(spaced(&json!({ "uploadUrl": url, "uploadKey": upload })))
}

/// The client says no more who it is: the address is its permit.
async fn upload(
    State(state): State<AppState>,
    Path(upload): Path<String>,
    request: Request,
) -> Result<&'static str> {
    let symbols = &state.service.symbols;
    let permit = symbols.permit_handover(&upload).await?;
    let files = read_symbols(&state.service, &permit, request).await?;
    let kept = symbols.store(permit, files).await?;
    symbols.note_handover(&upload, kept.iter().any(|kept| kept.is_new));
    Ok("stored\n")
}

async fn complete(
    sender: Anyone,
    State(state): State<AppState>,
    Path(upload): Path<String>,
    Query(key): Query<UrlKey>,
    request: Request,
) -> Result<Response> {
    let upload = upload.strip_suffix(COMPLETE).ok_or(ApiError::NoSuchPath)?;
    permit(&state.service, sender, &key).await?;
    drain_body(request).await?;
    let is_new = state.service.symbols.end_handover(upload)?;
    let result = if is_new { "OK" } else { "DUPLICATE_DATA" };
    Ok(spaced(&json!({ "result": result })))
}

async fn permit(service: &Service, sender: Anyone, key: &UrlKey) -> Result<SymbolPermit> {
    let principal = sender.or_by_key(service, key.as_deref()).await?;
    Ok(service.symbols.permit_upload(&principal)?)
}

/// Where the client has reached this server.
fn origin(state: &AppState, headers: &HeaderMap) -> String {
    let server = &state.config.server;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    match (&server.public_url, host) {
        (None, Some(host)) => format!("http://{host}"),
        _ => server.url(),
    }
}

fn spaced(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], format!("{value:#}")).into_response()
}
