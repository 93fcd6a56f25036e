//! What pages ask of the browser.

use leptos::ev::SubmitEvent;
use leptos::prelude::{document, location};
use leptos::wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

/// Loads another page on this server in place of this one.
pub(crate) fn go_to(path: &str) {
    // It fails only for what is no URL.
    let _ = location().replace(path);
}

/// What a field of a submitted form holds; `""` for a field it does not have.
pub(crate) fn field_text(event: &SubmitEvent, name: &str) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlFormElement>().ok())
        .and_then(|form| FormData::new_with_form(&form).ok())
        .and_then(|form| form.get(name).as_string())
        .unwrap_or_default()
}

/// Sets an attribute of the document itself, for the styles to see.
pub(crate) fn mark_document(attribute: &str, value: &str) {
    if let Some(html) = document().document_element() {
        // It fails only for what is no name of an attribute.
        let _ = html.set_attribute(attribute, value);
    }
}
