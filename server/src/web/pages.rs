//! Pages and server functions, rendered by the app.

use app::App;
use app::context::AppContext;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{expect_context, provide_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use service::Principal;

use super::assets;
use crate::AppState;
use crate::http::peer::Peer;

pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let context = {
        let state = state.clone();
        move || provide_page_context(&state)
    };
    let shell = {
        let options = state.leptos.clone();
        move || app::shell(&assets::URLS, options.clone())
    };
    Router::new()
        .route("/ui/api/{*function}", post(server_function))
        .leptos_routes_with_context(state, generate_route_list(App), context, shell)
        .fallback(not_found)
}

async fn server_function(State(state): State<AppState>, request: Request) -> Response {
    let answer =
        leptos_axum::handle_server_fns_with_context(move || provide_context_of(&state), request);
    let mut response = answer.await.into_response();
    // Some of them hold secrets.
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The page for a path that has none, with status 404.
async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    let options: LeptosOptions = state.leptos.clone();
    let handler = leptos_axum::render_app_async_with_context(
        move || provide_page_context(&state),
        move || app::shell(&assets::URLS, options.clone()),
    );
    handler(request).await.into_response()
}

/// What a page needs, the policy that its nonce belongs to, and that nobody keeps a copy:
/// it would show what is stored to whoever comes after the reader has signed out.
fn provide_page_context(state: &AppState) {
    provide_context_of(state);
    let response: ResponseOptions = expect_context();
    response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let nonce = use_nonce()
        .map(|nonce| nonce.to_string())
        .unwrap_or_default();
    if let Ok(policy) =
        HeaderValue::try_from(content_security_policy(&nonce, state.config.server.debug))
    {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

fn provide_context_of(state: &AppState) {
    let request: Parts = expect_context();
    let principal = request.extensions.get::<Principal>().cloned();
    provide_context(AppContext {
        service: state.service.clone(),
        principal: principal.unwrap_or_default(),
        attempt: Peer::of(&request, state).0,
        cookie: state.cookie,
        public_url: state.config.server.public_url.clone(),
        config: state.config_in_force.clone(),
    });
}

fn content_security_policy(nonce: &str, is_debug: bool) -> String {
    // The development server's page reloads itself through a web socket.
    let reload = if is_debug { " ws://127.0.0.1:8001" } else { "" };
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; \
         style-src 'self'; img-src 'self'; connect-src 'self'{reload}; \
         frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    )
}
