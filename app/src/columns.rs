//! Which columns of the dumps' table the reader wants to see.
//!
//! A cookie remembers those that are hidden, so that the first paint is right; the styles
//! hide them.

use leptos::prelude::document;
#[cfg(feature = "ssr")]
use leptos::prelude::use_context;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDocument, HtmlInputElement};

use crate::browser::{all, mark_document, target};

/// Columns that can be hidden, by name and heading; the name of a dump always stays.
#[cfg(feature = "ssr")]
pub(crate) const COLUMNS: [(&str, &str); 6] = [
    ("crash", "Crash"),
    ("label", "Label"),
    ("size", "Size"),
    ("time", "Uploaded"),
    ("hash", "SHA-256"),
    ("id", "Id"),
];

const COOKIE: &str = "hidden-columns";
/// The attribute of the document that the styles look at.
const ATTRIBUTE: &str = "data-hidden";

/// The names of hidden columns with spaces between, as the request's cookie has them.
#[cfg(feature = "ssr")]
pub(crate) fn of_request() -> String {
    let Some(request) = use_context::<http::request::Parts>() else {
        return String::new();
    };
    let cookie = crate::context::cookies(&request.headers, COOKIE).next();
    let cookie = cookie.unwrap_or_default();
    let is_hidden = |name: &str| cookie.split('.').any(|hidden| hidden == name);
    // Whoever writes a cookie may write anything.
    let hidden = COLUMNS
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| is_hidden(name));
    hidden.collect::<Vec<_>>().join(" ")
}

/// Hides the columns whose boxes are not ticked, among those that `event` is of; for a year.
pub(crate) fn choose(event: &Event) {
    let choices = target(event).and_then(|choice| choice.closest("fieldset").ok().flatten());
    let boxes = choices.map(|choices| all::<HtmlInputElement>(&choices, "input"));
    let boxes = boxes.unwrap_or_default();
    let hidden = boxes.iter().filter(|column| !column.checked());
    let names: Vec<_> = hidden.map(HtmlInputElement::name).collect();
    mark_document(ATTRIBUTE, &names.join(" "));
    let document: HtmlDocument = document().unchecked_into();
    let names = names.join(".");
    // A browser that keeps no cookies forgets it with the page.
    let _ = document.set_cookie(&format!(
        "{COOKIE}={names}; path=/; max-age=31536000; samesite=lax"
    ));
}
