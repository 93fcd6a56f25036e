//! JSON between the two halves.
//!
//! The browser reads it with its own parser, which need not be loaded first: serde's would be
//! some 4 % of the first download.

use leptos::server::codee::{Decoder, Encoder};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The number, or the largest that browsers can read: for what a system tells, or an operator.
#[cfg(feature = "ssr")]
pub(crate) fn readable(number: u64) -> u64 {
    number.min((1 << 53) - 1)
}

/// The answer of a server function.
pub(crate) type Answer = Post<Json>;

/// JSON as any other on the wire.
#[derive(Debug)]
pub struct Json;

#[derive(Debug, thiserror::Error)]
#[error("not the JSON that was expected")]
pub struct Unexpected;

/// # Errors
/// [`Unexpected`], for anything that is no `T`.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T, Unexpected> {
    serde_json::from_str(json).map_err(|_| Unexpected)
}

#[cfg(target_family = "wasm")]
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T, Unexpected> {
    let value = js_sys::JSON::parse(json).map_err(|_| Unexpected)?;
    serde_wasm_bindgen::from_value(value).map_err(|_| Unexpected)
}

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Json {
    type Error = Unexpected;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        read(std::str::from_utf8(&bytes).map_err(|_| Unexpected)?)
    }
}

/// What a page was rendered with.
impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = Unexpected;
    type Encoded = str;

    fn decode(json: &str) -> Result<T, Self::Error> {
        read(json)
    }
}
