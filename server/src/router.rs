//! Everything the server answers, and what holds for all of it.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

use crate::error::{ApiError, detail};
use crate::http::security_headers;
use crate::{AppState, api, ingest, symbols, web};

/// The application as one service.
pub fn build(state: AppState) -> Router {
    let is_https = state.config.server.is_https();
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .nest("/api", api::routes())
        .route("/api/", any(no_such_path))
        .merge(ingest::routes())
        .merge(symbols::routes())
        .merge(web::routes(&state))
        .layer(middleware::from_fn_with_state(state.clone(), allow_host))
        .layer(middleware::from_fn(require_path))
        .layer(middleware::map_response(
            move |response: Response| async move { security_headers::add(response, is_https) },
        ))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(|request: &Request| {
                    // Without the query: it may hold a token.
                    let path = without_keys(request.uri().path());
                    tracing::info_span!("request", method = %request.method(), path = %path)
                })
                .on_request(())
                .on_failure(())
                .on_response(DefaultOnResponse::new().level(Level::DEBUG)),
        )
        .with_state(state)
}

/// Refuses what asks for no path of this server: `CONNECT`, and what else is for a proxy.
async fn require_path(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with('/') {
        return detail(StatusCode::BAD_REQUEST, "This server is no proxy.");
    }
    next.run(request).await
}

/// Refuses names that the operator has not listed.
async fn allow_host(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let allowed = &state.config.server.allowed_hosts;
    if !allowed.is_empty() {
        let host = request
            .headers()
            .get(HOST)
            .and_then(|host| host.to_str().ok())
            .or_else(|| request.uri().host())
            .unwrap_or_default()
            .to_lowercase();
        let name = host
            .rsplit_once(':')
            .map_or(host.as_str(), |(name, _)| name);
        if !allowed
            .iter()
            .any(|allowed| *allowed == host || allowed == name)
        {
            return detail(
                StatusCode::BAD_REQUEST,
                "This server does not answer for that host; see [server] allowed_hosts.",
            );
        }
    }
    next.run(request).await
}

/// A path as it may be logged: crash clients have keys in theirs.
fn without_keys(path: &str) -> String {
    let segment = |segment| {
        if service::is_secret(segment) {
            "…"
        } else {
            segment
        }
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The answer to a path that does not exist.
pub(crate) async fn no_such_path() -> Response {
    ApiError::NoSuchPath.into_response()
}
