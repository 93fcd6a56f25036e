//! The field for a label, with the labels in use to choose from (`delegated`).

use leptos::html;
use leptos::prelude::*;

use crate::change::Change;

/// Takes labels of any length: the server refuses one that is too long, where a browser would
/// cut it without a word.
#[component]
pub(crate) fn LabelField(
    #[prop(into)] value: Signal<String>,
    placeholder: &'static str,
    /// What its errors come from; the form shows them by a `FieldError`.
    #[prop(optional)]
    change: Option<Change>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="label">
                "Label"
            </label>
            <input
                class="input"
                id="label"
                name="label"
                type="text"
                list="labels"
                autocomplete="off"
                placeholder=placeholder
                value=value.get_untracked()
                prop:value=move || value.get()
                aria-describedby=change.map(|_| "label-error")
                aria-invalid=move || change.and_then(|change| change.is_invalid("label"))
                node_ref=node_ref
            />
            <datalist id="labels"></datalist>
        </div>
    }
}
