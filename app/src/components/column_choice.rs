//! Showing and hiding columns of the dumps' table.

use leptos::prelude::*;

use crate::columns::{COLUMNS, hide};
use crate::visit::use_visit;

/// Needs JavaScript.
#[component]
pub(crate) fn ColumnChoice() -> impl IntoView {
    let hidden = use_visit().hidden_columns;
    let shown = RwSignal::new(COLUMNS.map(|(name, _)| !hidden.split(' ').any(|its| its == name)));
    let toggle = move |index: usize| {
        shown.update(|shown| shown[index] = !shown[index]);
        let shown = shown.get_untracked();
        let hidden = COLUMNS.iter().zip(shown).filter(|(_, shown)| !shown);
        hide(&hidden.map(|((name, _), _)| *name).collect::<Vec<_>>());
    };
    let choice = move |(index, (_, heading)): (usize, (&str, &'static str))| {
        view! {
            <label class="check-box">
                <input
                    type="checkbox"
                    prop:checked=move || shown.get()[index]
                    checked=shown.get_untracked()[index]
                    on:change=move |_| toggle(index)
                />
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
                {COLUMNS.into_iter().enumerate().map(choice).collect_view()}
            </fieldset>
        </details>
    }
}
