//! What all bodies share: their type, their coding, their limits.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use multipart::{Boundary, BoundaryError};

use super::content_coding::decode;
use crate::error::{ApiError, Result};
use crate::http::{BodyIdle, NoBody};

/// The wire contract's limit of a body that holds no file.
pub(super) const MAX_FIELDS_BYTES: usize = 2_621_440;
/// The wire contract's limit of fields that are not files.
pub(super) const MAX_FIELDS: usize = 1_000;
pub(super) const TOO_MANY_FIELDS: &str = "There are more fields than a form may have.";

/// A request's body, decoded, with its type; `None` where there is none.
pub(super) fn open(request: Request) -> Result<Option<(MediaType, Body)>> {
    let (head, body) = request.into_parts();
    if head.extensions.get::<NoBody>().is_some() {
        return Ok(None);
    }
    let media_type = head
        .headers
        .get(CONTENT_TYPE)
        .map_or(&[][..], |value| value.as_bytes());
    let body = decode(&head.headers, body)?;
    Ok(Some((MediaType::new(media_type), body)))
}

/// The value of `Content-Type`.
#[derive(Debug)]
pub(crate) struct MediaType {
    text: String,
    /// Type and subtype, in lower case.
    essence: String,
}

impl MediaType {
    fn new(value: &[u8]) -> Self {
        let text = String::from_utf8_lossy(value).into_owned();
        let essence = text.split(';').next().unwrap_or_default();
        Self {
            essence: essence.trim().to_ascii_lowercase(),
            text,
        }
    }

    pub(crate) fn essence(&self) -> &str {
        &self.essence
    }

    /// The boundary of a form's parts.
    pub(crate) fn boundary(&self) -> Result<Boundary> {
        Boundary::from_content_type(&self.text).map_err(|error| {
            let boundary = match error {
                BoundaryError::Missing | BoundaryError::NotMultipart => "None",
                BoundaryError::Invalid => "it is not one that a form may have",
            };
            malformed_form(&format!("Invalid boundary in multipart: {boundary}"))
        })
    }

    pub(super) fn unsupported(self) -> ApiError {
        ApiError::UnsupportedMediaType(self.text)
    }
}

pub(crate) fn malformed_form(reason: &str) -> ApiError {
    ApiError::Malformed(format!("Multipart form parse error - {reason}"))
}

/// The fields of a url-encoded form, in their order.
pub(super) fn parse_urlencoded(bytes: &[u8]) -> Result<form_urlencoded::Parse<'_>> {
    let fields = form_urlencoded::parse(bytes);
    if fields.count() > MAX_FIELDS {
        return Err(ApiError::Malformed(TOO_MANY_FIELDS.to_owned()));
    }
    Ok(fields)
}

/// A body that has to fit into memory.
pub(super) async fn read(body: Body) -> Result<Bytes> {
    to_bytes(body, MAX_FIELDS_BYTES).await.map_err(|error| {
        let error = error.into_inner();
        if error.is::<http_body_util::LengthLimitError>() {
            ApiError::BodyTooLarge
        } else {
            body_error(error.as_ref())
        }
    })
}

/// Why a body did not come as it should.
pub(super) fn body_error(error: &(dyn std::error::Error + 'static)) -> ApiError {
    let mut source = Some(error);
    while let Some(error) = source {
        if error.is::<BodyIdle>() {
            return ApiError::BodyTimeout;
        }
        source = error.source();
    }
    ApiError::Malformed(format!("The body of the request cannot be read: {error}"))
}
