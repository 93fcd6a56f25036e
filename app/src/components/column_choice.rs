//! Showing and hiding columns of the dumps' table.

use leptos::prelude::*;

use crate::columns::{self, COLUMNS};

/// Needs JavaScript: `columns::choose`.
#[component]
pub(crate) fn ColumnChoice() -> impl IntoView {
    let hidden = columns::of_request();
    let choice = |(name, heading): (&'static str, &'static str)| {
        let is_shown = !hidden.split(' ').any(|its| its == name);
        view! {
            <label class="check-box">
                <input type="checkbox" name=name autocomplete="off" checked=is_shown />
                {heading}
                " column"
            </label>
        }
    };
    view! {
        <details class="columns needs-js">
            <summary>"Columns"</summary>
            <fieldset class="columns__choices">
                <legend class="visually-hidden">"Columns to show"</legend>
                {COLUMNS.map(choice).collect_view()}
            </fieldset>
        </details>
    }
}
