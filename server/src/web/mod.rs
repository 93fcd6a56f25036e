//! The web interface's side of the server: pages, server functions, bytes, assets.
//!
//! Everything here but the assets reads the session cookie, and is therefore closed to
//! forged requests of other sites. The REST API reads no cookie.

mod arrivals;
mod assets;
mod files;
mod foreign_error;
mod pages;
mod session;
mod zip;

use axum::Router;
use axum::middleware;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

use crate::AppState;
use crate::router::no_such_path;

pub(crate) fn routes(state: &AppState) -> Router<AppState> {
    let mut csrf = CsrfLayer::new();
    if let Some(origin) = &state.config.server.public_url {
        // A proxy may change the Host header that the origin is compared with.
        csrf = csrf
            .add_trusted_origin(origin)
            .expect("the configuration was checked: an origin without a path");
    }
    // Bytes come as they are, with their length and in ranges.
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest);
    pages::routes(state)
        .layer(middleware::from_fn(foreign_error::forget))
        .layer(compression)
        .merge(files::routes())
        .merge(arrivals::routes())
        .layer(middleware::from_fn_with_state(
            state.clone(),
            session::authenticate,
        ))
        .layer(csrf)
        .merge(assets::routes())
        .method_not_allowed_fallback(no_such_path)
}
