//! What is in a field, and where in it the reader is.

use js_sys::Reflect;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::browser::all;

const VALUE: &str = "value";
const DRAWN: &str = "defaultValue";

/// Fields for text in `place` that hold something else than they were drawn with.
pub(crate) fn typed(place: &Element) -> Vec<HtmlElement> {
    const FIELDS: &str =
        "input:not([type=checkbox], [type=file], [type=hidden], [type=radio]), textarea";
    let has_changed = |field: &HtmlElement| get(field, VALUE) != get(field, DRAWN);
    all(place, FIELDS).into_iter().filter(has_changed).collect()
}

/// Takes what is in a field for what it was drawn with.
pub(crate) fn settle(field: &Element, content: &Content) {
    // It fails only for what has no text.
    let _ = Reflect::set(field, &DRAWN.into(), &content.text);
}

/// What is in a field.
pub(crate) struct Content {
    /// Undefined for what is no field.
    text: JsValue,
    selection: Option<(u32, u32)>,
}

impl Content {
    pub(crate) fn of(element: &HtmlElement) -> Self {
        let field = element.dyn_ref::<HtmlInputElement>();
        Self {
            text: get(element, VALUE),
            selection: field.and_then(selection),
        }
    }

    pub(crate) fn restore(&self, element: &HtmlElement) {
        if Self::of(element).text == self.text {
            return;
        }
        // They fail only for what has no text.
        let _ = Reflect::set(element, &VALUE.into(), &self.text);
        if let (Some(field), Some((start, end))) = (element.dyn_ref(), self.selection) {
            let _ = HtmlInputElement::set_selection_range(field, start, end);
        }
    }
}

fn get(element: &HtmlElement, name: &str) -> JsValue {
    Reflect::get(element, &name.into()).unwrap_or_default()
}

fn selection(field: &HtmlInputElement) -> Option<(u32, u32)> {
    Some((field.selection_start().ok()??, field.selection_end().ok()??))
}
