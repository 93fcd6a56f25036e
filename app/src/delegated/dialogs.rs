//! Dialogs that buttons open and close: without JavaScript as popovers, with it as modal ones,
//! which keep the keyboard to themselves.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement};

/// The dialog that a button is for.
pub(super) fn of_button(button: &Element) -> Option<HtmlDialogElement> {
    let id = button.get_attribute("popovertarget")?;
    document().get_element_by_id(&id)?.dyn_into().ok()
}

pub(super) fn toggle(dialog: &HtmlDialogElement, event: &Event) {
    if dialog.open() {
        event.prevent_default();
        dialog.close();
    } else if dialog.show_modal().is_ok() {
        // One that has been opened as a popover, before JavaScript ran, is closed as one.
        event.prevent_default();
    }
}
