//! The page that shows the description: Swagger UI, carried in the binary.
//!
//! `utoipa-swagger-ui` would embed its whole distribution, 11 MB with source maps, and
//! serve it below paths without a slash at their end, which this API does not have.
//! So the build script takes the script and the style sheet out of the same archive.

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::AppState;
use crate::error::ApiError;

const PAGE: &str = include_str!("viewer/index.html");
const START: &[u8] = include_bytes!("viewer/start.js");
const BUNDLE_GZIP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js.gz"));
const STYLE_GZIP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui.css.gz"));

/// Swagger UI has its icons in data URLs; nothing in it is inline.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// The files that the page loads. Their paths get a slash like every other.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/docs/{name}/", get(file))
}

pub(super) fn page() -> Response {
    ([(CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)).into_response()
}

async fn file(Path(name): Path<String>) -> Response {
    let javascript = "text/javascript; charset=utf-8";
    let (media_type, is_gzip, content) = match name.as_str() {
        "start.js" => (javascript, false, START),
        "swagger-ui-bundle.js" => (javascript, true, BUNDLE_GZIP),
        "swagger-ui.css" => ("text/css; charset=utf-8", true, STYLE_GZIP),
        _ => return ApiError::NoSuchPath.into_response(),
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, AN_HOUR),
    ];
    let mut response = (headers, content).into_response();
    if is_gzip {
        // No browser lacks gzip, so there is no other copy.
        response.headers_mut().insert(CONTENT_ENCODING, GZIP);
    }
    response
}
