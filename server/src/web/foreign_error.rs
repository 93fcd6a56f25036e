//! Words that another site would have a page say.
//!
//! A form that failed without JavaScript comes back to its page with the error in the URL. Such a
//! URL can be written by anybody, so it counts only where a page of this server led to it.

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Leads from such a URL to the page without an error.
pub(super) async fn forget(request: Request, next: Next) -> Response {
    let url = request
        .uri()
        .path_and_query()
        .map_or("/", |url| url.as_str());
    match app::page_without_error(url) {
        Some(page) if request.method().is_safe() && is_foreign(request.headers()) => {
            Redirect::to(&page).into_response()
        }
        _ => next.run(request).await,
    }
}

/// Whether a browser says that something else than a page of this server led here. Over plain
/// HTTP it says nothing.
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin")
}
