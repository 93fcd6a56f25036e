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
    /// Whether it is of a dump whose bytes are there.
    pub has_file: bool,
    /// Whether it stays like this until somebody asks for more.
    pub is_final: bool,
}

#[cfg(feature = "ssr")]
impl Drawing {
    /// Of parts that nothing else needs to be known of.
    pub(crate) fn of(parts: Vec<String>) -> Self {
        Self {
            title: String::new(),
            parts,
            newest: DumpId(0),
            has_file: false,
            is_final: true,
        }
    }
}

impl Plain for Drawing {
    fn of(value: &JsValue) -> Option<Self> {
        Some(Self {
            title: json::get(value, "title")?,
            parts: json::get(value, "parts")?,
            newest: DumpId(json::get(value, "newest")?),
            has_file: json::get(value, "has_file")?,
            is_final: json::get(value, "is_final")?,
        })
    }
}
