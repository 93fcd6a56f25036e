//! Which dumps the list shows.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::icons::Icon;
use super::label_field::LabelField;
use crate::api::DumpListQuery;
use crate::browser::field_text;

/// A form that puts the filter into the URL, with or without JavaScript.
#[component]
pub(crate) fn DumpFilter(#[prop(into)] query: Signal<DumpListQuery>) -> impl IntoView {
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let field = |name| Some(field_text(&event, name)).filter(|text| !text.is_empty());
        let query = DumpListQuery {
            label: field("label"),
            q: field("q"),
            after: None,
        };
        navigate(&query.url(), NavigateOptions::default());
    };
    let q = Signal::derive(move || query.get().q.unwrap_or_default());
    let label = Signal::derive(move || query.get().label.unwrap_or_default());
    let clear = move || {
        query.read().is_filtered().then(|| {
            view! {
                <a class="button button--quiet" href="/dumps">
                    "Clear"
                </a>
            }
        })
    };
    view! {
        <form class="filter" method="get" action="/dumps" role="search" on:submit=submit>
            <div class="field filter__search">
                <label class="field__label" for="q">
                    "Search"
                </label>
                <input
                    class="input"
                    id="q"
                    name="q"
                    type="search"
                    placeholder="Name or label"
                    autocomplete="off"
                    value=q.get_untracked()
                    prop:value=move || q.get()
                />
            </div>
            <LabelField value=label placeholder="Any label" />
            <div class="filter__actions">
                <button class="button" type="submit">
                    {Icon::Search.view()}
                    "Filter"
                </button>
                {clear}
            </div>
        </form>
    }
}
