//! A labelled text field with its errors.

use leptos::prelude::*;

use super::field_error::FieldError;
use crate::change::Change;

#[component]
pub(crate) fn Field(
    label: &'static str,
    /// Name in the form, and of its errors.
    name: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    #[prop(default = None, into)] hint: Option<&'static str>,
    /// What it holds at first.
    #[prop(optional)]
    value: String,
    #[prop(default = true)] required: bool,
    change: Change,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let described_by = format!("{hint_id} {name}-error");
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
                autocomplete=autocomplete
                value=value
                required=required
                aria-describedby=described_by
                aria-invalid=move || change.is_invalid(name)
            />
            <p class="field__hint" id=hint_id>
                {hint}
            </p>
            <FieldError name change />
        </div>
    }
}
