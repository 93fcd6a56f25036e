//! What is wrong with one field of a form.

use leptos::prelude::*;

use crate::change::Change;

/// Its id is `<name>-error`, for the field to refer to.
#[component]
pub(crate) fn FieldError(name: &'static str, change: Change) -> impl IntoView {
    let text = move || {
        let error = change.error()?;
        let text = error.field(name).join(" ");
        (!text.is_empty()).then_some(text)
    };
    view! {
        <p class="field__error" id=format!("{name}-error") role="alert">
            {text}
        </p>
    }
}
