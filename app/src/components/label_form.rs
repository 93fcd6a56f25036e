//! Changing a dump's label.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use model::DumpId;

use super::change_error::ChangeError;
use super::field_error::FieldError;
use super::label_field::LabelField;
use crate::api::UpdateLabel;
use crate::browser::field_text;
use crate::change::Change;

#[component]
pub(crate) fn LabelForm(
    id: DumpId,
    label: String,
    change: Change,
    on_save: Callback<String>,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_save.run(field_text(&event, "label"));
    };
    view! {
        <form class="inline-form" method="post" action=UpdateLabel::url() on:submit=submit>
            <input type="hidden" name="id" value=id.to_string() />
            <LabelField value=label placeholder="None" change />
            <button class="button" type="submit" disabled=move || change.is_under_way()>
                "Save"
            </button>
            <p class="inline-form__status" role="status">
                {move || change.is_done().then_some("Saved")}
            </p>
        </form>
        <FieldError name="label" change />
        <ChangeError change />
    }
}
