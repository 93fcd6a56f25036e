//! What pages ask of the browser.

use std::time::Duration;

use js_sys::{Function, Promise};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::{
    Callable, Callback, Effect, GetUntracked, NodeRef, document, location, on_cleanup, set_timeout,
    set_timeout_with_handle,
};
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, FocusOptions, FormData, HtmlElement, HtmlFormElement, UrlSearchParams,
};

/// Loads another page on this server in place of this one.
pub(crate) fn go_to(path: &str) {
    // It fails only for what is no URL.
    let _ = location().replace(path);
}

/// Loads the page at hand anew.
pub(crate) fn reload() {
    // It fails only where scripts may not.
    let _ = location().reload();
}

/// What a field of a submitted form holds; `""` for a field it does not have.
pub(crate) fn field_text(event: &SubmitEvent, name: &str) -> String {
    form_data(event)
        .and_then(|form| form.get(name).as_string())
        .unwrap_or_default()
}

/// A submitted form as the browser would post it, URL-encoded.
pub(crate) fn form_text(event: &SubmitEvent) -> String {
    encoded(form_data(event))
}

/// A form as the browser would post it now, URL-encoded.
pub(crate) fn form_now(form: &HtmlFormElement) -> String {
    encoded(FormData::new_with_form(form).ok())
}

fn encoded(form: Option<FormData>) -> String {
    form.and_then(|form| UrlSearchParams::new_with_str_sequence_sequence(&form).ok())
        .map(|form| form.to_string().into())
        .unwrap_or_default()
}

/// Empties the form of this action, for the next of its kind.
pub(crate) fn reset_form(action: &str) {
    let form = document().query_selector(&format!("form[action='{action}']"));
    let form = form.ok().flatten();
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        form.reset();
    }
}

/// Has the first field of a form that is wrong take the focus, if there is one.
pub(crate) fn focus_wrong_field(form: NodeRef<html::Form>) {
    // The page may be gone by now.
    let form = form.try_get_untracked().flatten();
    let field = form.and_then(|form| form.query_selector("[aria-invalid]").ok().flatten());
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        // An element in the document takes the focus; there is no error to tell.
        let _ = field.focus();
    }
}

fn form_data(event: &SubmitEvent) -> Option<FormData> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    FormData::new_with_form(&form).ok()
}

/// How much of the page answers by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Live {
    /// No more than without JavaScript.
    Nothing,
    /// What surrounds every page; what is done to the page itself is kept (`deeds`).
    Frame,
    Page,
}

impl Live {
    /// Tells styles and tests so: controls that need JavaScript are hidden until then. For pages to
    /// call, whose code may come after that of their frame.
    pub(crate) fn mark(self) {
        const ATTRIBUTE: &str = "data-live";
        match (self, document().document_element()) {
            // It fails only for what is no name of an attribute.
            (Self::Nothing, Some(html)) => drop(html.remove_attribute(ATTRIBUTE)),
            (Self::Nothing, None) => {}
            (Self::Frame, _) => mark_document(ATTRIBUTE, "frame"),
            (Self::Page, _) => mark_document(ATTRIBUTE, "page"),
        }
    }
}

/// Waits a while.
pub(crate) async fn sleep(time: Duration) {
    let mut start = |resolve: Function, _| {
        let wake = move || drop(resolve.call0(&JsValue::UNDEFINED));
        set_timeout(wake, time);
    };
    // Nothing rejects it.
    let _ = JsFuture::from(Promise::new(&mut start)).await;
}

/// The element that an event is of.
pub(crate) fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// What is in `place` and fits the selector.
pub(crate) fn all<T: JsCast>(place: &Element, selector: &str) -> Vec<T> {
    let Ok(found) = place.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}

/// As [`all`], wherever on the page it is.
pub(crate) fn all_on_page<T: JsCast>(selector: &str) -> Vec<T> {
    let page = document().body();
    page.map_or_else(Vec::new, |page| all(&page, selector))
}

/// Sets an attribute that needs no value, or takes it away.
pub(crate) fn mark(element: &Element, attribute: &str, is_so: bool) {
    // It fails only for what is no name of an attribute.
    let _ = element.toggle_attribute_with_force(attribute, is_so);
}

/// Runs `look` when what is being shown (`Drawn`) is there: that is over with the task at hand.
pub(crate) fn when_drawn(look: impl FnOnce() + 'static) {
    set_timeout(look, Duration::ZERO);
}

/// Opens a dialog over the page; it keeps the keyboard to itself.
pub(crate) fn open_modal(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        // It fails only for one that is open.
        let _ = dialog.show_modal();
    }
}

pub(crate) fn close_modal(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}

/// Runs `look` in a while, unless what is shown is gone by then: for what changes on the server
/// by itself.
pub(crate) fn look_again(look: Callback<()>) {
    const PAUSE: Duration = Duration::from_secs(2);
    Effect::new(move || {
        // It fails only for times beyond the browser's numbers.
        if let Ok(timer) = set_timeout_with_handle(move || look.run(()), PAUSE) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// Sets an attribute of the document itself, for the styles to see.
pub(crate) fn mark_document(attribute: &str, value: &str) {
    if let Some(html) = document().document_element() {
        // It fails only for what is no name of an attribute.
        let _ = html.set_attribute(attribute, value);
    }
}

/// Puts the focus where a new page has it, for when what had it is gone; nothing is scrolled.
pub(crate) fn focus_page() {
    let page = document().get_element_by_id("main");
    if let Some(page) = page.and_then(|page| page.dyn_into().ok()) {
        focus(&page);
    }
}

/// Puts the focus on an element; nothing is scrolled.
pub(crate) fn focus(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // An element in the document takes the focus; there is no error to tell.
    let _ = element.focus_with_options(&options);
}
