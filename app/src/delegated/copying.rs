//! Buttons that copy what is in their `value`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlDocument, HtmlTextAreaElement};

use crate::components::Toasts;

pub(super) const CLASS: &str = "copy-button";

pub(super) fn copy(button: &Element, toasts: Toasts) {
    let name = button.get_attribute("title").unwrap_or_default();
    let what = name.strip_prefix("Copy ").unwrap_or(&name).to_owned();
    let text = button.get_attribute("value").unwrap_or_default();
    spawn_local(async move {
        match copy_text(&text).await {
            Ok(()) => toasts.done(copied(what)),
            Err(_) => toasts.failed(format!(
                "The browser did not let {what} be copied. Select it by hand."
            )),
        }
    });
}

/// `Command copied`
fn copied(what: String) -> String {
    let mut text = what + " copied";
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

async fn copy_text(text: &str) -> Result<(), JsValue> {
    if window().is_secure_context() {
        let clipboard = window().navigator().clipboard();
        return JsFuture::from(clipboard.write_text(text)).await.map(drop);
    }
    copy_by_selection(text)
}

/// Browsers give the clipboard to pages over TLS alone; many a server in a private
/// network has none.
fn copy_by_selection(text: &str) -> Result<(), JsValue> {
    let document: HtmlDocument = document().unchecked_into();
    let body = document.body().ok_or(JsValue::NULL)?;
    let area: HtmlTextAreaElement = document.create_element("textarea")?.unchecked_into();
    area.set_value(text);
    body.append_child(&area)?;
    area.select();
    let copied = document.exec_command("copy");
    area.remove();
    copied?.then_some(()).ok_or(JsValue::NULL)
}
