//! Symbol files for debuggers, and from the clients that Breakpad has for them; and from other
//! servers of them (`upstream/`).
//!
//! To add a client: a module here, and its routes in one of these two functions.

mod fetch;
mod symupload;
mod upstream;

use axum::Router;

use crate::AppState;

pub use upstream::run as ask_upstream;

/// Paths below `/api`.
pub(crate) fn api_routes() -> Router<AppState> {
    symupload::routes()
}

/// The symbol server.
pub(crate) fn routes() -> Router<AppState> {
    fetch::routes()
}
