//! From errors to answers: the only place that knows both.

use std::time::Duration;

use axum::Json;
use axum::http::header::{ACCEPT_ENCODING, CONNECTION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use service::Error;

pub(crate) type Result<T, E = ApiError> = std::result::Result<T, E>;

const BEARER: HeaderValue = HeaderValue::from_static("Bearer realm=\"api\"");

/// What a handler answers instead of what was asked for.
#[derive(Debug)]
pub(crate) enum ApiError {
    Service(Error),
    /// `Authorization: Bearer` without exactly one token.
    BadAuthorizationHeader,
    /// No such path, or an id that no resource can have.
    NoSuchPath,
    MethodNotAllowed(Method),
    /// The value of `Content-Type` as it was sent.
    UnsupportedMediaType(String),
    /// The value of `Content-Encoding` as it was sent.
    UnsupportedContentCoding(String),
    /// A body or header that cannot be read, and why.
    Malformed(String),
    BodyTooLarge,
    /// The body did not come in time.
    BodyTimeout,
    RangeNotSatisfiable {
        size: u64,
    },
    PreconditionFailed,
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self::Service(error)
    }
}

impl From<model::FieldErrors> for ApiError {
    fn from(errors: model::FieldErrors) -> Self {
        Self::Service(Error::Invalid(errors))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Service(error) => service_error(error),
            Self::BadAuthorizationHeader => unauthorized(&json!({
                "detail": "Authorization header must contain two space-delimited values",
                "code": "bad_authorization_header",
            })),
            Self::NoSuchPath => detail(StatusCode::NOT_FOUND, "Not found."),
            Self::MethodNotAllowed(method) => detail(
                StatusCode::METHOD_NOT_ALLOWED,
                &format!("Method \"{method}\" not allowed."),
            ),
            Self::UnsupportedMediaType(media_type) => detail(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                &format!("Unsupported media type \"{media_type}\" in request."),
            ),
            Self::UnsupportedContentCoding(coding) => {
                let text = format!("Unsupported content coding \"{coding}\" in request.");
                let mut response = detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, &text);
                // RFC 9110, section 12.5.3: the codings that would have been taken.
                let codings = HeaderValue::from_static("gzip, deflate, zstd");
                response.headers_mut().insert(ACCEPT_ENCODING, codings);
                response
            }
            Self::Malformed(reason) => detail(StatusCode::BAD_REQUEST, &reason),
            Self::BodyTooLarge => detail(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The fields of this request are larger than 2.5 MiB.",
            ),
            Self::BodyTimeout => {
                let mut response = detail(
                    StatusCode::REQUEST_TIMEOUT,
                    "The body of the request did not come in time. Nothing was changed; send it again.",
                );
                response
                    .headers_mut()
                    .insert(CONNECTION, HeaderValue::from_static("close"));
                response
            }
            Self::RangeNotSatisfiable { size } => {
                let mut response = detail(
                    StatusCode::RANGE_NOT_SATISFIABLE,
                    &format!("The dump has {size} bytes."),
                );
                if let Ok(value) = HeaderValue::try_from(format!("bytes */{size}")) {
                    response
                        .headers_mut()
                        .insert(axum::http::header::CONTENT_RANGE, value);
                }
                response
            }
            Self::PreconditionFailed => detail(
                StatusCode::PRECONDITION_FAILED,
                "The dump is not in the state that the request asks for.",
            ),
        }
    }
}

fn service_error(error: Error) -> Response {
    let text = error.to_string();
    match error {
        Error::Invalid(errors) => (StatusCode::BAD_REQUEST, Json(errors)).into_response(),
        Error::Unauthenticated
        | Error::WrongCredentials
        | Error::NoAccountForToken
        | Error::WrongClientSecret
        | Error::MachineAccountDisabled => unauthorized(&json!({ "detail": text })),
        Error::AccessToken(reason) => unauthorized(&json!({
            "detail": text,
            "code": "token_not_valid",
            "messages": [{
                "token_class": "AccessToken",
                "token_type": "access",
                "message": reason.to_string(),
            }],
        })),
        Error::RefreshToken(_) | Error::NoUserInToken => {
            unauthorized(&json!({ "detail": text, "code": "token_not_valid" }))
        }
        Error::UserNotFound => unauthorized(&json!({ "detail": text, "code": "user_not_found" })),
        Error::UserInactive => unauthorized(&json!({ "detail": text, "code": "user_inactive" })),
        Error::Forbidden | Error::MissingScope(_) | Error::NotAllowed(_) => {
            detail(StatusCode::FORBIDDEN, &text)
        }
        Error::NotFound(_) | Error::NoReport(_) => detail(StatusCode::NOT_FOUND, &text),
        Error::Conflict(_) => detail(StatusCode::CONFLICT, &text),
        Error::TooLarge { .. } => detail(StatusCode::PAYLOAD_TOO_LARGE, &text),
        Error::StorageFull => detail(StatusCode::INSUFFICIENT_STORAGE, &text),
        Error::BytesDamaged(_) => detail(StatusCode::GONE, &text),
        Error::TooManyAttempts { retry_after } => too_many_requests(&text, retry_after),
        Error::Store(_)
        | Error::Io(_)
        | Error::Task(_)
        | Error::PasswordHash(_)
        | Error::Signing(_) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a request failed on the server's side"
            );
            detail(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server failed to do this. Nothing was changed; try again later.",
            )
        }
    }
}

pub(crate) fn detail(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "detail": text }))).into_response()
}

fn unauthorized(body: &Value) -> Response {
    let headers = [(WWW_AUTHENTICATE, BEARER)];
    (StatusCode::UNAUTHORIZED, headers, Json(body)).into_response()
}

fn too_many_requests(text: &str, retry_after: Duration) -> Response {
    let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
    let mut response = detail(StatusCode::TOO_MANY_REQUESTS, text);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}
