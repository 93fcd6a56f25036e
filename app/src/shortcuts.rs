//! What single keys do.
//!
//! They act on what is on the page, so that no page has to know of them: rows of tables,
//! the search field, links. Readers can switch them off (WCAG 2.2, 2.1.4).

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// The dialog that tells them.
pub(crate) const HELP: &str = "shortcut-help";

/// Every key and what it does.
#[cfg(feature = "ssr")]
pub(crate) const SHORTCUTS: [(&str, &str); 10] = [
    ("/", "Search"),
    ("g o", "Go to the overview"),
    ("g c", "Go to the crashes"),
    ("g d", "Go to the dumps"),
    ("g l", "Go to the labels"),
    ("u", "Upload"),
    ("j", "Next row"),
    ("k", "Row before"),
    ("x", "Select the row"),
    ("?", "Show these shortcuts"),
];

const ROWS: &str = ".table tbody tr";
/// Where the browser keeps that they are off, and the box on the page that says so.
pub(crate) const SWITCH: &str = "shortcuts";
const OFF: &str = "off";

/// Listens as long as the component at hand lives.
pub(crate) fn listen() {
    let navigate = use_navigate();
    let go = move |path: &str| navigate(path, NavigateOptions::default());
    let is_after_g = StoredValue::new(false);
    let listener = window_event_listener(ev::keydown, move |event| {
        let key = event.key();
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
            return;
        }
        // It works even when they are off: it is how one gets them back.
        if key != "?" && !are_on() {
            return;
        }
        let was_after_g = is_after_g.get_value();
        is_after_g.set_value(key == "g");
        match (was_after_g, key.as_str()) {
            (true, "o") => go("/"),
            (true, "c") => go("/crashes"),
            (true, "d") => go("/dumps"),
            (true, "l") => go("/labels"),
            (_, "/") => focus("#q"),
            (_, "u") => go("/upload"),
            (_, "j") => move_by(1),
            (_, "k") => move_by(-1),
            (_, "x") => tick(),
            (_, "?") => click(&format!("[popovertarget={HELP}]")),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

pub(crate) fn are_on() -> bool {
    let storage = window().local_storage().ok().flatten();
    let switch = storage.and_then(|storage| storage.get_item(SWITCH).ok().flatten());
    switch.as_deref() != Some(OFF)
}

pub(crate) fn switch(on: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing has them on.
        let _ = if on {
            storage.remove_item(SWITCH)
        } else {
            storage.set_item(SWITCH, OFF)
        };
    }
}

/// Whether the key is meant for a field, or for a dialog.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return false;
    };
    let is_box = target
        .dyn_ref::<HtmlInputElement>()
        .is_some_and(|input| input.type_() == "checkbox");
    let takes_keys = "input, textarea, select, dialog, dialog *";
    !is_box && target.matches(takes_keys).unwrap_or(false)
}

fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        // An element in the document takes the focus; there is no error to tell.
        let _ = element.focus();
    }
}

fn click(selector: &str) {
    if let Some(element) = find(selector) {
        element.click();
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    let element = document().query_selector(selector).ok().flatten()?;
    element.dyn_into().ok()
}

fn current_row() -> Option<Element> {
    document().active_element()?.closest(ROWS).ok().flatten()
}

/// Puts the focus on the link of another row: the next, the one before, or the first.
fn move_by(step: i32) {
    let row = match current_row() {
        Some(row) if step > 0 => row.next_element_sibling(),
        Some(row) => row.previous_element_sibling(),
        None => document().query_selector(ROWS).ok().flatten(),
    };
    let link = row.and_then(|row| row.query_selector("th a").ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        // As above.
        let _ = link.focus();
    }
}

fn tick() {
    let tick = current_row().and_then(|row| row.query_selector("[type=checkbox]").ok().flatten());
    if let Some(tick) = tick.and_then(|tick| tick.dyn_into::<HtmlElement>().ok()) {
        tick.click();
    }
}
