//! Which dumps the list shows.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::icons::Icon;
use super::label_field::LabelField;
use crate::api::DumpListQuery;

const PERIODS: &[(&str, &str)] = &[
    ("", "At any time"),
    ("hour", "In the last hour"),
    ("day", "In the last 24 hours"),
    ("week", "In the last 7 days"),
    ("month", "In the last 30 days"),
];
const TIERS: &[(&str, &str)] = &[
    ("", "All dumps"),
    ("no", "Not archived"),
    ("yes", "Archived"),
];
/// What is seldom asked for, and stays folded in until it is.
const RARE: [&str; 8] = [
    "product", "version", "platform", "archived", "from", "to", "min", "max",
];

type Query = Signal<DumpListQuery>;

/// A form that puts the filter into the URL, with or without JavaScript.
#[component]
pub(crate) fn DumpFilter(#[prop(into)] query: Query) -> impl IntoView {
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        navigate(
            &DumpListQuery::of_form(&event).url(),
            NavigateOptions::default(),
        );
    };
    let clear = move || {
        query.read().is_filtered().then(|| {
            view! {
                <a class="button button--quiet" href="/dumps">
                    "Clear"
                </a>
            }
        })
    };
    let is_rare = move || RARE.iter().any(|name| query.read().get(name).is_some());
    view! {
        <form class="filter" method="get" action="/dumps" role="search" on:submit=submit>
            <div class="filter__row">
                <div class="filter__search">
                    {text("q", "Search", "search", "Name or label", query)}
                </div>
                <LabelField value=value("label", query) placeholder="Any label" />
                {choice("period", "Uploaded", PERIODS, query)}
                <div class="filter__actions">
                    <button class="button" type="submit">
                        {Icon::Search.view()}
                        "Filter"
                    </button>
                    {clear}
                </div>
            </div>
            <details class="filter__more" open=is_rare>
                <summary>"More filters"</summary>
                <div class="filter__row">
                    {text("product", "Product", "search", "Any", query)}
                    {text("version", "Version", "search", "Any", query)}
                    {text("platform", "Platform", "search", "Any", query)}
                    {choice("archived", "Archive", TIERS, query)}
                </div>
                <div class="filter__row">
                    {text("from", "From (UTC)", "date", "", query)}
                    {text("to", "To (UTC)", "date", "", query)}
                    {text("min", "Smallest, in MiB", "text", "0", query)}
                    {text("max", "Largest, in MiB", "text", "any", query)}
                </div>
            </details>
            <input
                type="hidden"
                name="order"
                prop:value=value("order", query)
                value=now("order", query)
            />
        </form>
    }
}

fn value(name: &'static str, query: Query) -> Signal<String> {
    Signal::derive(move || query.read().get(name).unwrap_or_default().to_owned())
}

fn now(name: &'static str, query: Query) -> String {
    value(name, query).get_untracked()
}

fn text(
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    placeholder: &'static str,
    query: Query,
) -> AnyView {
    view! {
        <div class="field">
            <label class="field__label" for=name>
                {label}
            </label>
            <input
                class="input"
                id=name
                name=name
                type=kind
                placeholder=placeholder
                autocomplete="off"
                inputmode=(kind == "text").then_some("decimal")
                value=now(name, query)
                prop:value=value(name, query)
            />
        </div>
    }
    .into_any()
}

fn choice(
    name: &'static str,
    label: &'static str,
    options: &'static [(&str, &str)],
    query: Query,
) -> AnyView {
    let chosen = value(name, query);
    let option = move |(value, text): &'static (&str, &str)| {
        view! {
            <option value=*value selected=move || chosen.read().as_str() == *value>
                {*text}
            </option>
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=name>
                {label}
            </label>
            <select class="input" id=name name=name>
                {options.iter().map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}
