//! What the server has drawn of a page.

use leptos::wasm_bindgen::JsValue;
use model::DumpId;
use serde::{Deserialize, Serialize};

use crate::json::{self, Plain};

/// One type for all pages that are drawn: what reads it is in the browser once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// Of the document; empty where the page has its own.
    pub title: String,
    /// The parts of the page, in their order, as HTML: it costs the browser no code. An empty one
    /// is not there.
    pub parts: Vec<String>,
    /// The dump that came last, on the page or not; `DumpId(0)` when there is none.
    pub newest: DumpId,
    /// Of a dump, if its bytes are there.
    pub file: Option<StoredFile>,
    /// Whether it stays like this until somebody asks for more.
    pub is_final: bool,
}

/// The bytes that a dump has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// In bytes.
    pub size: u64,
    /// 64 hex digits.
    pub sha256: String,
}

#[cfg(feature = "ssr")]
impl Drawing {
    /// Of parts that nothing else needs to be known of.
    pub(crate) fn of(parts: Vec<String>) -> Self {
        Self {
            title: String::new(),
            parts,
            newest: DumpId(0),
            file: None,
            is_final: true,
        }
    }
}

impl Plain for Drawing {
    fn of_value(value: &JsValue) -> Option<Self> {
        Some(Self {
            title: json::get(value, "title")?,
            parts: json::get(value, "parts")?,
            newest: DumpId(json::get(value, "newest")?),
            file: json::get(value, "file")?,
            is_final: json::get(value, "is_final")?,
        })
    }
}

impl Plain for StoredFile {
    fn of_value(value: &JsValue) -> Option<Self> {
        let size: i64 = json::get(value, "size")?;
        Some(Self {
            size: size.unsigned_abs(),
            sha256: json::get(value, "sha256")?,
        })
    }
}
