//! Which groups of crashes the list shows.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::filter_fields::{choice, clear, hidden, text};
use super::icons::Icon;
use super::origin_fields::OriginFields;
use crate::api::{CRASHES, ListQuery};

const STATES: &[(&str, &str)] = &[
    ("", "Open"),
    ("resolved", "Resolved"),
    ("ignored", "Ignored"),
    ("any", "Any state"),
];
const PERIODS: &[(&str, &str)] = &[
    ("", "At any time"),
    ("hour", "In the last hour"),
    ("day", "In the last 24 hours"),
    ("week", "In the last 7 days"),
    ("month", "In the last 30 days"),
];

/// A form that puts the filter into the URL, with or without JavaScript.
#[component]
pub(crate) fn SignatureFilter(#[prop(into)] query: Signal<ListQuery>) -> impl IntoView {
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        navigate(
            &ListQuery::of_form(&CRASHES, &event).url(),
            NavigateOptions::default(),
        );
    };
    view! {
        <form class="filter" method="get" action="/crashes" role="search" on:submit=submit>
            <div class="filter__row">
                <div class="filter__search">
                    {text("q", "Search", "search", "Part of a signature", query)}
                </div>
                {choice("state", "State", STATES, query)}
                {choice("seen", "Last seen", PERIODS, query)}
                {choice("new", "First seen", PERIODS, query)}
            </div>
            <div class="filter__row">
                <OriginFields query />
                {text("first_version", "New in version", "search", "Any", query)}
                <div class="filter__actions">
                    <button class="button" type="submit">
                        {Icon::Search.view()}
                        "Filter"
                    </button>
                    {clear(query)}
                </div>
            </div>
            {hidden("order", query)}
        </form>
    }
}
