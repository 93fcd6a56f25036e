//! JSON between the two halves, read as text.
//!
//! Leptos reads what a page was rendered with as text, and the error that a plain form
//! left in the URL as bytes; for serde these are two parsers, and an error would be
//! there twice.

use std::str::Utf8Error;

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The answer of a server function.
pub(crate) type Answer = Post<TextJson>;

/// JSON as any other on the wire.
#[derive(Debug)]
pub struct TextJson;

#[derive(Debug, thiserror::Error)]
pub enum TextJsonError {
    #[error("not UTF-8")]
    Utf8(#[from] Utf8Error),
    #[error("not the JSON that was expected")]
    Json(#[from] serde_json::Error),
}

impl ContentType for TextJson {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for TextJson {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for TextJson {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for TextJson {
    type Error = TextJsonError;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        Ok(serde_json::from_str(std::str::from_utf8(&bytes)?)?)
    }
}
