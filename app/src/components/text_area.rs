//! A labelled field for several lines, with its errors.

use leptos::prelude::*;

use super::field_error::FieldError;
use crate::change::Change;

#[component]
pub(crate) fn TextArea(
    label: &'static str,
    /// Name in the form, and of its errors.
    name: &'static str,
    #[prop(default = None, into)] hint: Option<&'static str>,
    /// What it holds at first.
    value: String,
    rows: u32,
    /// For patterns and other code.
    #[prop(default = "input")]
    class: &'static str,
    #[prop(default = false)] readonly: bool,
    change: Change,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let described_by = format!("{hint_id} {name}-error");
    view! {
        <div class="field">
            <label class="field__label" for=name>
                {label}
            </label>
            <textarea
                class=class
                id=name
                name=name
                rows=rows.to_string()
                autocomplete="off"
                spellcheck="false"
                readonly=readonly
                aria-describedby=described_by
                aria-invalid=move || change.is_invalid(name)
            >
                {value}
            </textarea>
            <p class="field__hint" id=hint_id>
                {hint}
            </p>
            <FieldError name change />
        </div>
    }
}
