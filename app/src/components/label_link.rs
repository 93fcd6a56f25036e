//! A label that leads to all dumps with it.

use leptos::prelude::*;

use crate::api::DumpListQuery;

#[component]
pub(crate) fn LabelLink(label: String) -> impl IntoView {
    let query = DumpListQuery {
        label: Some(label.clone()),
        ..DumpListQuery::default()
    };
    view! {
        <a class="tag" href=query.url() title=label.clone()>
            {label.clone()}
        </a>
    }
}
