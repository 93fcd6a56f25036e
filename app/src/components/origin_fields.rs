//! The fields for product, version and platform, with those that are known to choose from.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use super::filter_fields::{Query, value};
use crate::api::{Origins, SuggestOrigins};
use crate::json;
use crate::transport::post;

#[component]
pub(super) fn OriginFields(query: Query) -> impl IntoView {
    let origins = RwSignal::new(None::<Origins>);
    // Fetched when somebody is about to need them.
    let refresh = move || {
        if origins.read_untracked().is_none() {
            spawn_local(fetch(origins));
        }
    };
    let field = |name: &'static str,
                 label: &'static str,
                 list: &'static str,
                 known: fn(&Origins) -> &[String]| {
        let value = value(name, query);
        let options = move || {
            let option = |text: &String| view! { <option value=text.clone()></option> };
            let origins = origins.read();
            let known = origins.as_ref().map_or(&[][..], known);
            known.iter().map(option).collect_view()
        };
        view! {
            <div class="field">
                <label class="field__label" for=name>
                    {label}
                </label>
                <input
                    class="input"
                    id=name
                    name=name
                    type="search"
                    list=list
                    placeholder="Any"
                    autocomplete="off"
                    value=value.get_untracked()
                    prop:value=value
                    on:focus=move |_| refresh()
                />
                <datalist id=list>{options}</datalist>
            </div>
        }
        .into_any()
    };
    [
        field("product", "Product", "products", |origins| {
            &origins.products
        }),
        field("version", "Version", "versions", |origins| {
            &origins.versions
        }),
        field("platform", "Platform", "platforms", |origins| {
            &origins.platforms
        }),
    ]
}

async fn fetch(origins: RwSignal<Option<Origins>>) {
    // Without suggestions the fields work as well: an error is no news.
    if let Ok(answer) = post(SuggestOrigins::PATH, "").await
        && let Ok(known) = json::read(&answer)
    {
        // The list may be gone by now.
        let _ = origins.try_set(Some(known));
    }
}
