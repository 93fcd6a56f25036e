//! What every handler can reach.

use std::sync::Arc;

use app::context::SessionCookie;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use service::Service;
use tokio_util::sync::CancellationToken;

use crate::config::Config;

/// Cheap to clone: one of it goes with every request.
#[derive(Clone, Debug)]
pub struct AppState {
    pub service: Arc<Service>,
    pub config: Arc<Config>,
    pub cookie: SessionCookie,
    pub leptos: LeptosOptions,
    /// Cancelled when the server begins to stop: what waits for news ends.
    pub stop: CancellationToken,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl AppState {
    pub fn new(service: Service, config: Config) -> Self {
        let cookie = SessionCookie::new(config.server.is_https(), config.auth.refresh_token);
        Self {
            service: Arc::new(service),
            config: Arc::new(config),
            cookie,
            leptos: LeptosOptions::builder().output_name("crash-store").build(),
            stop: CancellationToken::new(),
        }
    }
}
