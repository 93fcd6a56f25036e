//! JSON between the two halves.
//!
//! The browser reads it with its own parser, which need not be loaded first. What the code of all
//! pages reads of it is [`Plain`]: what serde needs to make a type of it would be a tenth of the
//! first download, and comes with the bundles that use it.

use js_sys::{Array, Reflect};
use leptos::server::codee::{Decoder, Encoder};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use leptos::wasm_bindgen::{JsCast, JsValue};
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

/// What is made of JSON by hand.
pub(crate) trait Plain: DeserializeOwned {
    /// None for JSON of something else.
    #[cfg_attr(
        not(target_family = "wasm"),
        expect(dead_code, reason = "in a browser alone")
    )]
    fn of_value(value: &JsValue) -> Option<Self>;
}

/// # Errors
/// [`Unexpected`], for anything that is no `T`.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn read_plain<T: Plain>(json: &str) -> Result<T, Unexpected> {
    read(json)
}

#[cfg(target_family = "wasm")]
pub(crate) fn read_plain<T: Plain>(json: &str) -> Result<T, Unexpected> {
    let value = js_sys::JSON::parse(json).map_err(|_| Unexpected)?;
    T::of_value(&value).ok_or(Unexpected)
}

/// What an object has under a name.
pub(crate) fn get<T: Plain>(object: &JsValue, name: &str) -> Option<T> {
    T::of_value(&field(object, name)?)
}

pub(crate) fn field(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok()
}

impl Plain for String {
    fn of_value(value: &JsValue) -> Option<Self> {
        value.as_string()
    }
}

impl Plain for bool {
    fn of_value(value: &JsValue) -> Option<Self> {
        value.as_bool()
    }
}

/// As far as browsers can read them.
impl Plain for i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the other half writes whole numbers"
    )]
    fn of_value(value: &JsValue) -> Option<Self> {
        value.as_f64().map(|number| number as Self)
    }
}

impl<T: Plain> Plain for Option<T> {
    fn of_value(value: &JsValue) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        T::of_value(value).map(Some)
    }
}

impl<T: Plain> Plain for Vec<T> {
    fn of_value(value: &JsValue) -> Option<Self> {
        let array: &Array = value.dyn_ref()?;
        array.iter().map(|value| T::of_value(&value)).collect()
    }
}

/// As serde writes it.
impl<T: Plain, E: Plain> Plain for Result<T, E> {
    fn of_value(value: &JsValue) -> Option<Self> {
        let done = get(value, "Ok").map(Ok);
        done.or_else(|| get(value, "Err").map(Err))
    }
}

impl<A: Plain, B: Plain> Plain for (A, B) {
    fn of_value(value: &JsValue) -> Option<Self> {
        let array: &Array = value.dyn_ref()?;
        Some((A::of_value(&array.get(0))?, B::of_value(&array.get(1))?))
    }
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

impl<T: Plain> Decoder<T> for Json {
    type Error = Unexpected;
    type Encoded = str;

    fn decode(json: &str) -> Result<T, Self::Error> {
        read_plain(json)
    }
}
