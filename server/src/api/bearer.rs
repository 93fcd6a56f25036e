//! Who is asking, by `Authorization: Bearer`.
//!
//! A bad token ends the request, even where none is needed.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use serde::Deserialize;
use service::{Editor, Principal, Reader, Service, Staff};
use utoipa::IntoParams;

use crate::AppState;
use crate::error::{ApiError, Result};

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

/// A key in a URL, which clients can be given where they cannot be given a header.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UrlKey {
    /// The secret of a client that may upload and nothing else.
    #[param(nullable = false)]
    key: Option<String>,
}

impl UrlKey {
    pub(crate) fn as_deref(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

impl Anyone {
    /// Who asks, or else whose key it is.
    pub(crate) async fn or_by_key(self, service: &Service, key: Option<&str>) -> Result<Principal> {
        match (self.0, key) {
            (Principal::Anonymous, Some(key)) => Ok(service.sessions.authenticate_key(key).await?),
            (principal, _) => Ok(principal),
        }
    }
}

/// Whoever may see dumps.
#[derive(Debug)]
pub(crate) struct DumpReader(pub(crate) Reader);

/// Whoever may change dumps.
#[derive(Debug)]
pub(crate) struct DumpEditor(pub(crate) Editor);

/// An active account.
#[derive(Debug)]
pub(crate) struct Member(pub(crate) service::Member);

/// An active account that is staff.
#[derive(Debug)]
pub(crate) struct StaffMember(pub(crate) Staff);

impl FromRequestParts<AppState> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &AppState) -> Result<Self> {
        // A browser, by its cookie.
        if let Some(principal) = head.extensions.get::<Principal>() {
            return Ok(Self(principal.clone()));
        }
        Ok(Self(match token(&head.headers)? {
            Some(token) => {
                let sessions = &state.service.sessions;
                sessions.authenticate_access_token(&token).await?
            }
            None => Principal::Anonymous,
        }))
    }
}

impl FromRequestParts<AppState> for DumpReader {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &AppState) -> Result<Self> {
        let Anyone(principal) = Anyone::from_request_parts(head, state).await?;
        Ok(Self(principal.reader()?))
    }
}

impl FromRequestParts<AppState> for DumpEditor {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &AppState) -> Result<Self> {
        let Anyone(principal) = Anyone::from_request_parts(head, state).await?;
        Ok(Self(principal.editor()?))
    }
}

impl FromRequestParts<AppState> for Member {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &AppState) -> Result<Self> {
        let Anyone(principal) = Anyone::from_request_parts(head, state).await?;
        Ok(Self(principal.member()?.clone()))
    }
}

impl FromRequestParts<AppState> for StaffMember {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &AppState) -> Result<Self> {
        let Anyone(principal) = Anyone::from_request_parts(head, state).await?;
        Ok(Self(principal.staff()?))
    }
}
