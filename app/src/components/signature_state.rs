//! Deciding about a group of crashes: its state, and a note.

use leptos::prelude::*;
use model::{SignatureId, SignatureState};

use super::change_error::ChangeError;
use super::change_form::ChangeForm;
use super::field_error::FieldError;
use super::moment::Moment;
use super::signature_tag::SignatureTag;
use super::submit_button::SubmitButton;
use super::text_area::TextArea;
use crate::api::Standing;
use crate::change::Change;
use crate::query;

#[component]
pub(crate) fn SignatureStateForms(
    id: SignatureId,
    standing: Standing,
    /// When it was decided, and by whom.
    decided: Option<(i64, String)>,
    /// Versions that have crashed.
    versions: Vec<String>,
    change: Change,
    on_done: Callback<String>,
) -> impl IntoView {
    let state = standing.state;
    let when = decided.map(|(at, by)| {
        view! {
            <span class="facts__exact">
                <Moment at=at />
                ", by "
                {by}
            </span>
        }
    });
    let form = move |to: SignatureState, verb: &'static str| {
        (to != state).then(|| {
            view! {
                <ChangeForm change class="inline-form" on_done>
                    <input type="hidden" name="id" value=id.to_string() />
                    <input type="hidden" name="state" value=to.as_str() />
                    <SubmitButton change class="button">
                        {verb}
                    </SubmitButton>
                </ChangeForm>
            }
        })
    };
    view! {
        <p class="standing">
            <SignatureTag standing />
            {when}
        </p>
        {(state != SignatureState::Resolved)
            .then(|| view! { <ResolveForm id versions change on_done /> })}
        <div class="page__actions">
            {form(SignatureState::Open, "Open again")} {form(SignatureState::Ignored, "Ignore")}
        </div>
        <ChangeError change />
    }
}

#[component]
fn ResolveForm(
    id: SignatureId,
    versions: Vec<String>,
    change: Change,
    on_done: Callback<String>,
) -> impl IntoView {
    let option = |version: String| view! { <option value=version></option> };
    view! {
        <ChangeForm change class="inline-form" on_done>
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="state" value=SignatureState::Resolved.as_str() />
            <div class="field">
                <label class="field__label" for="resolved_in">
                    "In version"
                </label>
                <input
                    class="input"
                    id="resolved_in"
                    name="resolved_in"
                    type="text"
                    list="crashed-versions"
                    autocomplete="off"
                    placeholder="Any: the next crash opens it again"
                    aria-describedby="resolved_in-hint resolved_in-error"
                    aria-invalid=move || change.is_invalid("resolved_in")
                />
                <datalist id="crashed-versions">
                    {versions.into_iter().map(option).collect_view()}
                </datalist>
            </div>
            <SubmitButton change>"Resolve"</SubmitButton>
        </ChangeForm>
        <FieldError name="resolved_in" change />
        <p class="field__hint" id="resolved_in-hint">
            "The first version without the cause. A crash of that version or a newer one opens it again."
        </p>
    }
}

#[component]
pub(crate) fn SignatureNoteForm(
    id: SignatureId,
    note: String,
    change: Change,
    on_done: Callback<String>,
) -> impl IntoView {
    view! {
        <ChangeForm change class="form" on_done>
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="note_before" value=query::encoded(&note) />
            <TextArea label="Note" name="note" value=note rows=3 change />
            <SubmitButton change class="button">
                "Save"
            </SubmitButton>
        </ChangeForm>
        <ChangeError change />
    }
}
