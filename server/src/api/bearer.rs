//! Who is asking, by `Authorization: Bearer`.

use std::future::ready;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use service::{Principal, Staff};

use crate::AppState;
use crate::error::{ApiError, Result};

/// Finds the principal once; a bad token ends the request, even where none is needed.
pub(super) async fn authenticate(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let principal = match token(request.headers())? {
        Some(token) => {
            state
                .service
                .sessions
                .authenticate_access_token(&token)
                .await?
        }
        None => Principal::Anonymous,
    };
    request.extensions_mut().insert(principal);
    Ok(next.run(request).await)
}

/// The token, if the header is of the scheme `Bearer`.
fn token(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let value = String::from_utf8_lossy(value.as_bytes());
    let mut words = value.split_ascii_whitespace();
    if !words
        .next()
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"))
    {
        return Ok(None);
    }
    match (words.next(), words.next()) {
        (Some(token), None) => Ok(Some(token.to_owned())),
        _ => Err(ApiError::BadAuthorizationHeader),
    }
}

/// Whoever asks, known or not.
#[derive(Debug)]
pub(crate) struct Anyone(pub(crate) Principal);

/// An active account.
#[derive(Debug)]
pub(crate) struct Member(pub(crate) service::Member);

/// An active account that is staff.
#[derive(Debug)]
pub(crate) struct StaffMember(pub(crate) Staff);

fn principal(head: &Parts) -> Principal {
    head.extensions
        .get::<Principal>()
        .cloned()
        .unwrap_or_default()
}

impl FromRequestParts<AppState> for Anyone {
    type Rejection = ApiError;

    fn from_request_parts(
        head: &mut Parts,
        _: &AppState,
    ) -> impl Future<Output = Result<Self>> + Send {
        ready(Ok(Self(principal(head))))
    }
}

impl FromRequestParts<AppState> for Member {
    type Rejection = ApiError;

    fn from_request_parts(
        head: &mut Parts,
        _: &AppState,
    ) -> impl Future<Output = Result<Self>> + Send {
        let member = principal(head).member().cloned();
        ready(member.map(Self).map_err(ApiError::from))
    }
}

impl FromRequestParts<AppState> for StaffMember {
    type Rejection = ApiError;

    fn from_request_parts(
        head: &mut Parts,
        _: &AppState,
    ) -> impl Future<Output = Result<Self>> + Send {
        let staff = principal(head).staff();
        ready(staff.map(Self).map_err(ApiError::from))
    }
}
