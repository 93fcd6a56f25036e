//! The form by which a list is filtered, as the server has drawn it.

use js_sys::Reflect;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::Element;

use super::drawn::Drawn;
use crate::api::{List, ListQuery};
use crate::browser::{all, mark, when_drawn};

/// Puts the filter into the URL without leaving the page, and shows what the URL says when that
/// changes: what is typed stays until then.
#[component]
pub(crate) fn FilterForm(
    html: String,
    list: &'static List,
    /// What the URL says, as the text of a query.
    query: Memo<String>,
    /// What `html` shows.
    drawn: String,
) -> impl IntoView {
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let filled = ListQuery::of_form(list, &event);
        navigate(&filled.url(), NavigateOptions::default());
    };
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |shown: Option<String>| {
        let query = query.get();
        if let Some(place) = place.get()
            && shown.as_ref().unwrap_or(&drawn) != &query
        {
            let query = ListQuery::of_text(list, &query);
            when_drawn(move || show(&place, &query));
        }
        query
    });
    view! {
        <div class="drawn" on:submit=submit node_ref=place>
            <Drawn html />
        </div>
    }
}

fn show(place: &Element, query: &ListQuery) {
    let value = |field: &Element| query.get(&field.get_attribute("name")?);
    for field in all::<Element>(place, "[name]") {
        let value = value(&field).unwrap_or_default();
        // It fails only for what takes no value.
        let _ = Reflect::set(&field, &"value".into(), &value.into());
    }
    for clear in all::<Element>(place, "a") {
        mark(&clear, "hidden", !query.is_filtered());
    }
    for more in all::<Element>(place, "details") {
        let is_filled = |field| value(field).is_some();
        mark(&more, "open", all(&more, "[name]").iter().any(is_filled));
    }
}
