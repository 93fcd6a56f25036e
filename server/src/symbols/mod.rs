//! Symbol files for debuggers, and from the clients that Breakpad has for them.
//!
//! To add a client: a module here, and its routes in one of these two functions.

mod fetch;
mod symupload;

use axum::Router;

use crate::AppState;

/// Paths below `/api`.
pub(crate) fn api_routes() -> Router<AppState> {
    symupload::routes()
}

/// The symbol server.
pub(crate) fn routes() -> Router<AppState> {
    fetch::routes()
}
