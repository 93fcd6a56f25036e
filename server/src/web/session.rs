//! Who is asking, by the session cookie.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::middleware::Next;
use axum::response::Response;
use service::Principal;

use crate::AppState;
use crate::error::Result;

/// Finds the principal once, and passes a new token on when it was time for one.
pub(super) async fn authenticate(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let (principal, cookie) = match state.cookie.read(request.headers()) {
        Some(token) => resume(&state, &token).await?,
        None => (Principal::Anonymous, None),
    };
    request.extensions_mut().insert(principal);
    state.service.setup.look_for_administrator().await?;
    let mut response = next.run(request).await;
    // A sign-in or sign-out has set its own.
    if let Some(cookie) = cookie
        && !state.cookie.is_set_by(response.headers())
    {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn resume(state: &AppState, token: &str) -> Result<(Principal, Option<HeaderValue>)> {
    Ok(match state.service.sessions.resume(token).await? {
        Some(session) => {
            let cookie = session.new_token.map(|token| state.cookie.issue(&token));
            (Principal::Member(session.member), cookie)
        }
        None => (Principal::Anonymous, Some(state.cookie.clear())),
    })
}
