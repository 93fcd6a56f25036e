//! Changing a dump's label.

use leptos::prelude::*;
use model::DumpId;

use super::change_error::ChangeError;
use super::change_form::ChangeForm;
use super::field_error::FieldError;
use super::label_field::LabelField;
use super::submit_button::SubmitButton;
use crate::change::Change;

#[component]
pub(crate) fn LabelForm(
    id: DumpId,
    label: String,
    /// What has been typed instead of it, and not saved yet: the page loads the dump again for
    /// other reasons, too.
    typed: RwSignal<Option<String>>,
    change: Change,
    on_done: Callback<String>,
) -> impl IntoView {
    let value = typed.get_untracked().unwrap_or(label);
    let on_input = Callback::new(move |text| typed.set(Some(text)));
    view! {
        <ChangeForm change class="inline-form" on_done>
            <input type="hidden" name="id" value=id.to_string() />
            <LabelField value placeholder="None" change on_input />
            <SubmitButton change class="button">
                "Save"
            </SubmitButton>
            <p class="inline-form__status" role="status">
                {move || change.is_done().then_some("Saved")}
            </p>
        </ChangeForm>
        <FieldError name="label" change />
        <ChangeError change />
    }
}
