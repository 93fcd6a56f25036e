//! What can go wrong between a page and the server, in words for people.

use leptos::server_fn::Bytes;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::wasm_bindgen::JsValue;
use serde::{Deserialize, Serialize};

use crate::json::{self, Json, Plain};

/// An error of a server function. Its text says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AppError {
    #[error("You are not signed in, or your session has ended. Sign in and try again.")]
    Unauthenticated,
    #[error("Email or password is wrong. Check both and try again.")]
    WrongCredentials,
    #[error("Your account may not do this. Ask an administrator.")]
    Forbidden,
    /// A rule of the operator's, in its own words.
    #[error("{0}")]
    NotAllowed(String),
    #[error("There is nothing here. It may have been deleted.")]
    NotFound,
    /// Messages by field; not `model::FieldErrors`, whose map of any keys weighs more in
    /// the browser than all of this.
    #[error("{}", messages(.0))]
    Invalid(Vec<(String, Vec<String>)>),
    /// The state of things forbids it; the text says which.
    #[error("{0}")]
    Conflict(String),
    #[error("Too many attempts. Wait {retry_after_seconds} seconds and try again.")]
    TooManyAttempts { retry_after_seconds: u64 },
    #[error("The server's storage is full. Ask an administrator to make room.")]
    StorageFull,
    #[error("Something went wrong on the server. Try again; if it stays, ask an administrator.")]
    Internal,
    #[error("The server did not answer. Check your connection and try again.")]
    Unreachable,
    /// The two halves do not understand each other: the server was updated meanwhile.
    #[error("This page is older than the server. Load it again.")]
    Outdated,
}

impl AppError {
    /// What is wrong with one field of a form.
    pub fn field(&self, field: &str) -> &[String] {
        match self {
            Self::Invalid(errors) => errors
                .iter()
                .find(|(name, _)| name == field)
                .map_or(&[], |(_, messages)| messages),
            _ => &[],
        }
    }
}

/// As serde writes it.
impl Plain for AppError {
    fn of_value(value: &JsValue) -> Option<Self> {
        if let Some(name) = value.as_string() {
            return Some(match name.as_str() {
                "Unauthenticated" => Self::Unauthenticated,
                "WrongCredentials" => Self::WrongCredentials,
                "Forbidden" => Self::Forbidden,
                "NotFound" => Self::NotFound,
                "StorageFull" => Self::StorageFull,
                "Internal" => Self::Internal,
                "Unreachable" => Self::Unreachable,
                "Outdated" => Self::Outdated,
                _ => return None,
            });
        }
        let invalid = || json::get(value, "Invalid").map(Self::Invalid);
        let not_allowed = || json::get(value, "NotAllowed").map(Self::NotAllowed);
        let conflict = || json::get(value, "Conflict").map(Self::Conflict);
        let too_many = || {
            let attempts = json::field(value, "TooManyAttempts")?;
            let seconds: i64 = json::get(&attempts, "retry_after_seconds")?;
            Some(Self::TooManyAttempts {
                retry_after_seconds: seconds.unsigned_abs(),
            })
        };
        let error = invalid().or_else(not_allowed).or_else(conflict);
        error.or_else(too_many)
    }
}

#[cfg(feature = "hydrate")]
impl From<leptos::wasm_split::SplitLoaderError> for AppError {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self::Unreachable
    }
}

fn messages(errors: &[(String, Vec<String>)]) -> String {
    let messages = errors.iter().flat_map(|(_, messages)| messages);
    let mut messages: Vec<_> = messages.map(String::as_str).collect();
    // A broken link may be so in several places.
    messages.dedup();
    messages.join(" ")
}

impl FromServerFnError for AppError {
    type Encoder = Json;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_) => Self::Outdated,
            ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Response(_) => Self::Internal,
        };
        #[cfg(feature = "ssr")]
        crate::api::answer_with_status_of(&error);
        error
    }

    /// What a plain form was sent back with.
    fn de(error: Bytes) -> Self {
        let error = std::str::from_utf8(&error).ok();
        error
            .and_then(|error| json::read_plain(error).ok())
            .unwrap_or(Self::Outdated)
    }
}
