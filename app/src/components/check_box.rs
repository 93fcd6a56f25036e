//! A box to tick, with what it means.

use leptos::prelude::*;

#[component]
pub(crate) fn CheckBox(
    label: &'static str,
    /// Name in the form, which has it when it is ticked.
    name: &'static str,
    is_ticked: bool,
) -> impl IntoView {
    view! {
        <label class="check-box">
            <input type="checkbox" name=name checked=is_ticked />
            {label}
        </label>
    }
}
