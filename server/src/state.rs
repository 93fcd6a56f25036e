//! What every handler can reach.

use std::sync::Arc;

use app::context::SessionCookie;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use model::ConfigKey;
use service::Service;
use tokio_util::sync::CancellationToken;

use crate::config::Config;

/// Cheap to clone: one of it goes with every request.
#[derive(Clone, Debug)]
pub struct AppState {
    pub service: Arc<Service>,
    pub config: Arc<Config>,
    /// The same for people to look at.
    pub config_in_force: Arc<[ConfigKey]>,
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
    pub fn new(service: Service, config: Config, config_in_force: Vec<ConfigKey>) -> Self {
        let cookie = SessionCookie::new(config.server.is_https(), config.auth.refresh_token);
        Self {
            service: Arc::new(service),
            config: Arc::new(config),
            config_in_force: config_in_force.into(),
            cookie,
            leptos: LeptosOptions::builder().output_name("crash-store").build(),
            stop: CancellationToken::new(),
        }
    }
}
