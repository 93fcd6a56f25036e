//! Crash reports from stock clients: each is taken as it is, and answered as it expects.
//!
//! ```text
//! handler ─ who sends? ─ form.rs: what was sent ─ Dumps::submit ─ dialect.rs: the answer
//! ```
//!
//! Clients give up after one answer that is not 200, and most never try again: so everything
//! that can be kept is kept, and looked at later. Nothing here reads a cookie.
//!
//! To add a client: its route here, and in `dialect.rs` what it wants to be told.

mod dialect;
mod form;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::post;
use service::Taken;

use crate::AppState;
use crate::api::Anyone;
use crate::error::{ApiError, Result};
use crate::router::no_such_path;
use dialect::Dialect;

/// Parameters that say who sends, and nothing about the crash.
const KEY: &str = "key";
const SENTRY_KEY: &str = "sentry_key";

/// Paths below `/api`.
pub(crate) fn api_routes() -> Router<AppState> {
    Router::new()
        .route("/minidump/", post(minidump))
        .route("/minidump/{key}/", post(minidump_with_key))
        .route("/{project}/minidump/", post(sentry))
        .method_not_allowed_fallback(method_not_allowed)
}

/// Paths that clients prescribe.
pub(crate) fn routes() -> Router<AppState> {
    let backtrace = Router::new()
        .route("/{universe}/{token}/minidump", post(backtrace))
        .route("/{universe}/{token}/minidump/", post(backtrace))
        .fallback(no_such_path);
    Router::new()
        .route("/submit", post(socorro))
        .route("/submit/", post(socorro))
        .nest("/backtrace", backtrace)
        .method_not_allowed_fallback(method_not_allowed)
}

async fn method_not_allowed(method: Method) -> ApiError {
    ApiError::MethodNotAllowed(method)
}

/// A key that stands in a URL, by a name that the client has for it: clients can be given one
/// there that cannot be given a header. The last one counts, and nothing makes a report fail.
fn key(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let keys = form_urlencoded::parse(query.as_bytes()).filter(|(found, _)| found == name);
    keys.last().map(|(_, key)| key.into_owned())
}

async fn minidump(sender: Anyone, State(state): State<AppState>, request: Request) -> Response {
    let key = key(request.uri(), KEY);
    answer(Dialect::Minidump, &state, sender, key, request).await
}

async fn minidump_with_key(
    sender: Anyone,
    State(state): State<AppState>,
    key: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    // What is no text is no key.
    let key = key.ok().map(|Path(key)| key);
    answer(Dialect::Minidump, &state, sender, key, request).await
}

async fn sentry(
    sender: Anyone,
    State(state): State<AppState>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let key = [SENTRY_KEY, KEY]
        .into_iter()
        .find_map(|name| key(request.uri(), name))
        .or_else(|| dialect::sentry_auth(&headers));
    answer(Dialect::Sentry, &state, sender, key, request).await
}

async fn socorro(sender: Anyone, State(state): State<AppState>, request: Request) -> Response {
    let key = key(request.uri(), KEY);
    answer(Dialect::Socorro, &state, sender, key, request).await
}

async fn backtrace(
    sender: Anyone,
    State(state): State<AppState>,
    names: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Response {
    let token = names.ok().map(|Path((_, token))| token);
    answer(Dialect::Backtrace, &state, sender, token, request).await
}

async fn answer(
    dialect: Dialect,
    state: &AppState,
    sender: Anyone,
    key: Option<String>,
    request: Request,
) -> Response {
    match take(state, sender, key.as_deref(), request).await {
        Ok(taken) => dialect.accept(&taken),
        Err(error) => dialect.refuse(error),
    }
}

async fn take(
    state: &AppState,
    sender: Anyone,
    key: Option<&str>,
    request: Request,
) -> Result<Taken> {
    let service = &state.service;
    let principal = sender.or_by_key(service, key).await?;
    let permit = service.dumps.permit_upload(&principal)?;
    let files = form::read(service, request).await?;
    Ok(service.dumps.submit(permit, files).await?)
}
