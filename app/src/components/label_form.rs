//! Changing a dump's label.

use leptos::prelude::*;
use model::DumpId;

use super::change_form::ChangeForm;
use super::drawn_error::DrawnError;
use super::field_error::FieldError;
use super::label_field::LabelField;
use super::submit_button::SubmitButton;
use crate::api::UpdateLabel;
use crate::change::Change;

/// Its page tells what the change comes to.
#[component]
pub(crate) fn LabelForm(id: DumpId, label: String) -> impl IntoView {
    let change = Change::by::<UpdateLabel>();
    view! {
        <ChangeForm change class="inline-form" on_done=Callback::new(drop)>
            <input type="hidden" name="id" value=id.to_string() />
            <LabelField value=label placeholder="None" change />
            <SubmitButton change class="button">
                "Save"
            </SubmitButton>
            <p
                class="inline-form__status"
                role="status"
                data-under-way="Saving…"
                data-done="Saved"
            ></p>
        </ChangeForm>
        <FieldError name="label" change />
        <DrawnError change />
    }
}
