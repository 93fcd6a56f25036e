//! A label that leads to all dumps with it.

use leptos::prelude::*;

use crate::query;

#[component]
pub(crate) fn LabelLink(label: String) -> impl IntoView {
    view! {
        <a class="tag" href=query::url("/dumps", &[("label", Some(&label))]) title=label.clone()>
            {label.clone()}
        </a>
    }
}
