//! What holds for a path as a whole: `Allow`, `OPTIONS` and 405.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Method};
use axum::middleware;
use axum::response::Response;
use serde_json::json;
use utoipa::openapi::PathItem;
use utoipa_axum::router::UtoipaMethodRouter;

use crate::AppState;
use crate::error::ApiError;

/// A path's handlers, completed. `Caller` is who may look at the path at all: somebody
/// else is refused before the method is looked at.
pub(super) fn resource<Caller>(
    name: &'static str,
    (schemas, paths, handlers): UtoipaMethodRouter<AppState>,
) -> UtoipaMethodRouter<AppState>
where
    Caller: FromRequestParts<AppState> + Send + 'static,
{
    let methods = paths.paths.values().map(allow).collect::<String>();
    let allow = HeaderValue::try_from(methods).expect("names of methods are ASCII");
    let handlers = handlers
        .options(move |_: Caller| async move {
            Json(json!({
                "name": name,
                "description": "",
                "renders": ["application/json"],
            }))
        })
        .fallback(|_: Caller, method: Method| async move { ApiError::MethodNotAllowed(method) })
        .layer(middleware::map_response(move |mut response: Response| {
            response.headers_mut().insert(ALLOW, allow.clone());
            std::future::ready(response)
        }));
    (schemas, paths, handlers)
}

/// The methods of a path, in the order of the wire contract.
pub(super) fn allow(path: &PathItem) -> String {
    let methods = [
        (path.get.is_some(), "GET"),
        (path.post.is_some(), "POST"),
        (path.put.is_some(), "PUT"),
        (path.patch.is_some(), "PATCH"),
        (path.delete.is_some(), "DELETE"),
        (path.get.is_some(), "HEAD"),
        (true, "OPTIONS"),
    ];
    let present = methods.into_iter().filter(|(is_present, _)| *is_present);
    let names: Vec<&str> = present.map(|(_, name)| name).collect();
    names.join(", ")
}
