//! The field for a label, with the labels in use to choose from.

use leptos::html;
use leptos::prelude::*;

use crate::change::Change;
use crate::labels::use_label_suggestions;

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
    #[prop(optional)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let suggestions = use_label_suggestions();
    let options = move || {
        suggestions
            .get()
            .into_iter()
            .map(|label| view! { <option value=label></option> })
            .collect_view()
    };
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
                on:focus=move |_| suggestions.refresh()
                on:input:target=move |event| {
                    if let Some(on_input) = on_input {
                        on_input.run(event.target().value());
                    }
                }
            />
            <datalist id="labels">{options}</datalist>
        </div>
    }
}
