//! The fields for product, version and platform, with those that are known to choose from
//! (`delegated`).

use leptos::prelude::*;

use super::filter_fields::{Query, value};

#[component]
pub(super) fn OriginFields(query: Query) -> impl IntoView {
    let field = |name: &'static str, label: &'static str, list: &'static str| {
        let value = value(name, query);
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
                />
                <datalist id=list></datalist>
            </div>
        }
        .into_any()
    };
    [
        field("product", "Product", "products"),
        field("version", "Version", "versions"),
        field("platform", "Platform", "platforms"),
    ]
}
