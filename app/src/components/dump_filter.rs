//! Which dumps the list shows.

use leptos::prelude::*;

use super::filter_fields::{choice, hidden, text, value};
use super::icons::Icon;
use super::label_field::LabelField;
use super::origin_fields::OriginFields;
use crate::api::ListQuery;

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
/// Of groups of crashes.
const STATES: &[(&str, &str)] = &[
    ("", "Any state"),
    ("open", "Open"),
    ("resolved", "Resolved"),
    ("ignored", "Ignored"),
];
/// What is seldom asked for, and stays folded in until it is.
const RARE: [&str; 9] = [
    "product", "version", "platform", "state", "archived", "from", "to", "min", "max",
];

/// A plain form that puts the filter into the URL; with JavaScript its page (`FilterForm`) does.
#[component]
pub(crate) fn DumpFilter(#[prop(into)] query: Signal<ListQuery>) -> impl IntoView {
    let is_rare = RARE
        .iter()
        .any(|name| query.read_untracked().get(name).is_some());
    view! {
        <form class="filter" method="get" action="/dumps" role="search">
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
                    <a
                        class="button button--quiet"
                        href=query.read_untracked().path()
                        hidden=!query.read_untracked().is_filtered()
                    >
                        "Clear"
                    </a>
                </div>
            </div>
            <details class="filter__more" open=is_rare>
                <summary>"More filters"</summary>
                <div class="filter__row">
                    <OriginFields query />
                    {choice("state", "State of the crash", STATES, query)}
                    {choice("archived", "Archive", TIERS, query)}
                </div>
                <div class="filter__row">
                    {text("from", "From (UTC)", "date", "", query)}
                    {text("to", "To (UTC)", "date", "", query)}
                    {text("min", "Smallest, in MiB", "text", "0", query)}
                    {text("max", "Largest, in MiB", "text", "any", query)}
                </div>
            </details>
            {hidden("signature", query)}
            {hidden("module", query)}
            {hidden("order", query)}
        </form>
    }
}
