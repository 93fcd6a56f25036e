//! `/symbols/<debug_file>/<debug_id>/<name>.sym`: what minidump-stackwalk, Breakpad's tools and
//! debuggers look for on a symbol server.
//!
//! They can be given an address and hardly ever a header. So beside a token, the secret of a
//! client is taken as the password of `https://x:<secret>@…`, which becomes a header (RFC 7617)
//! and stays out of logs.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use headers::HeaderMapExt;
use headers::authorization::{Authorization, Basic};
use model::SymbolKey;
use service::{Principal, Service};

use crate::AppState;
use crate::api::{Anyone, SentFile, send_file};
use crate::error::{ApiError, Result};

const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"symbols\"");

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/symbols/{debug_file}/{debug_id}/{name}", get(fetch))
}

async fn fetch(
    sender: Anyone,
    State(state): State<AppState>,
    path: Result<Path<(String, String, String)>, axum::extract::rejection::PathRejection>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let Ok(Path(path)) = path else {
        return ApiError::NoSuchPath.into_response();
    };
    let answer = send(&state.service, sender, path, &method, &headers).await;
    let mut response = answer.into_response();
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().append(WWW_AUTHENTICATE, CHALLENGE);
    }
    response
}

async fn send(
    service: &Service,
    Anyone(principal): Anyone,
    (debug_file, debug_id, name): (String, String, String),
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response> {
    let basic = headers.typed_get::<Authorization<Basic>>();
    let principal = match (principal, basic) {
        (Principal::Anonymous, Some(basic)) => {
            let secret = basic.password();
            service.sessions.authenticate_secret(secret).await?
        }
        (principal, _) => principal,
    };
    let reader = service.symbols.permit_read(&principal)?;
    let key = key(&debug_file, &debug_id, &name).ok_or(ApiError::NoSuchPath)?;
    let (symbol, blob) = service.symbols.read(reader, &key).await?;
    let file = SentFile {
        name: &name,
        size: symbol.size,
        sha256: symbol.sha256,
    };
    send_file(file, blob, method, headers)
}

/// `None` for a path that no symbol file has: debuggers ask for other kinds of files, too.
fn key(debug_file: &str, debug_id: &str, name: &str) -> Option<SymbolKey> {
    let key = SymbolKey {
        debug_file: debug_file.parse().ok()?,
        debug_id: debug_id.parse().ok()?,
    };
    (key.debug_file.symbol_file() == name).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_path_of_a_symbol_file_is_one() {
        let id = "5A9832E5287241C1838ED98914E9B7FF1";
        let lower = id.to_lowercase();
        for (file, id, name) in [
            ("app.pdb", id, "app.sym"),
            ("app.pdb", lower.as_str(), "app.sym"),
            ("libc.so.6", id, "libc.so.6.sym"),
        ] {
            let key = key(file, id, name).expect(file);
            assert_eq!(key.debug_id.as_str(), "5A9832E5287241C1838ED98914E9B7FF1");
        }
        for (file, id, name) in [
            ("app.pdb", id, "app.pdb"),
            ("app.pdb", id, "app.pd_"),
            ("app.pdb", id, "other.sym"),
            ("app.pdb", "x", "app.sym"),
            ("..", id, "...sym"),
            ("a/b", id, "a/b.sym"),
        ] {
            assert_eq!(key(file, id, name), None, "{file} {name}");
        }
    }
}
