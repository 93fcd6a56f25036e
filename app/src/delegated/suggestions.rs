//! What fields with a list suggest, fetched when somebody is about to need it.

use leptos::prelude::document;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use web_sys::Element;

use crate::api::{Origins, SuggestLabels, SuggestOrigins};
use crate::json::{self, Plain};
use crate::transport::post;

pub(super) fn refresh(field: &Element) {
    match field.get_attribute("list").as_deref() {
        Some("labels") => spawn_local(suggest_labels()),
        Some(list @ ("products" | "versions" | "platforms")) if is_empty(list) => {
            spawn_local(suggest_origins());
        }
        _ => {}
    }
}

async fn suggest_labels() {
    if let Some(labels) = ask::<Vec<String>>(SuggestLabels::PATH).await {
        fill("labels", &labels);
    }
}

async fn suggest_origins() {
    if let Some(known) = ask::<Origins>(SuggestOrigins::PATH).await {
        fill("products", &known.products);
        fill("versions", &known.versions);
        fill("platforms", &known.platforms);
    }
}

/// Without suggestions the fields work as well: an error is no news.
async fn ask<T: Plain>(path: &str) -> Option<T> {
    json::read_plain(&post(path, "").await.ok()?).ok()
}

fn is_empty(list: &str) -> bool {
    let list = document().get_element_by_id(list);
    list.is_some_and(|list| !list.has_child_nodes())
}

fn fill(id: &str, texts: &[String]) {
    let document = document();
    // The page may be gone by now.
    let Some(list) = document.get_element_by_id(id) else {
        return;
    };
    list.set_inner_html("");
    for text in texts {
        if let Ok(option) = document.create_element("option") {
            // They fail only for what is no name of an attribute, and for what is no parent.
            let _ = option.set_attribute("value", text);
            let _ = list.append_child(&option);
        }
    }
}
