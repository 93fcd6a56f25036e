//! What can be done with all ticked dumps.

use leptos::html;
use leptos::prelude::*;

use super::change_error::ChangeError;
use super::change_form::ChangeForm;
use super::field::Field;
use super::field_error::FieldError;
use super::icons::Icon;
use super::submit_button::SubmitButton;
use super::toasts::use_toasts;
use crate::api::{ArchiveDumps, BulkReport, DeleteDumps, LabelDumps, RestoreDumps};
use crate::browser::{close_modal, focus_page, open_modal};
use crate::change::Change;
use crate::selection::Selection;
use crate::visit::use_visit;
use crate::{json, query};

/// Stands at the lower edge of the window as long as something is ticked.
#[component]
pub(crate) fn BulkBar(selection: Selection, on_changed: Callback<()>) -> impl IntoView {
    let labelling = Change::by::<LabelDumps>();
    let (archiving, restoring) = (Change::by::<ArchiveDumps>(), Change::by::<RestoreDumps>());
    let toasts = use_toasts();
    let on_done = Callback::new(move |answer: String| {
        if let Ok(report) = json::read::<BulkReport>(&answer) {
            if report.is_whole {
                toasts.done(report.text);
            } else {
                toasts.failed(report.text);
            }
        }
        // The bar goes with the rows that were ticked.
        focus_page();
        on_changed.run(());
    });
    let zip = move || query::url("/dumps/zip", &[("ids", Some(&selection.ids()))]);
    view! {
        <section class="bulk" aria-label="Selected dumps">
            <p class="bulk__count" role="status">
                {move || format!("{} selected", selection.count())}
            </p>
            <ChangeForm change=labelling class="inline-form" on_done>
                <Ids selection />
                <input
                    class="input"
                    name="label"
                    list="labels"
                    autocomplete="off"
                    placeholder="Label"
                    required
                    aria-label="Label of the selected dumps"
                    aria-describedby="label-error"
                    aria-invalid=move || labelling.is_invalid("label")
                />
                <SubmitButton change=labelling class="button">
                    "Set label"
                </SubmitButton>
            </ChangeForm>
            {use_visit()
                .has_archive
                .then(|| {
                    view! {
                        <Move name="Archive" change=archiving selection on_done />
                        <Move name="Restore" change=restoring selection on_done />
                    }
                })}
            <a class="button" href=zip rel="external" download>
                {Icon::Download.view()}
                "Download ZIP"
            </a>
            <DeleteSelected selection on_done />
            <button class="button button--quiet" type="button" on:click=move |_| selection.clear()>
                "Clear selection"
            </button>
            <FieldError name="label" change=labelling />
            <ChangeError change=labelling />
        </section>
    }
}

/// The ids that a form carries along.
#[component]
fn Ids(selection: Selection) -> impl IntoView {
    view! { <input type="hidden" name="ids" prop:value=move || selection.ids() /> }
}

/// A move of all of them to another tier.
#[component]
fn Move(
    name: &'static str,
    change: Change,
    selection: Selection,
    on_done: Callback<String>,
) -> impl IntoView {
    view! {
        <ChangeForm change class="" on_done>
            <Ids selection />
            <SubmitButton change class="button">
                {name}
            </SubmitButton>
        </ChangeForm>
        <ChangeError change />
    }
}

#[component]
fn DeleteSelected(selection: Selection, on_done: Callback<String>) -> impl IntoView {
    const TITLE_ID: &str = "delete-selected-title";

    let change = Change::by::<DeleteDumps>();
    let dialog = NodeRef::<html::Dialog>::new();
    let on_deleted = Callback::new(move |answer| {
        close_modal(dialog);
        on_done.run(answer);
    });
    view! {
        <button
            class="button button--danger-quiet"
            type="button"
            on:click=move |_| open_modal(dialog)
        >
            {Icon::Trash.view()}
            "Delete"
        </button>
        <dialog class="dialog" aria-labelledby=TITLE_ID node_ref=dialog>
            <ChangeForm change class="confirm" on_done=on_deleted>
                <Ids selection />
                <h2 id=TITLE_ID>{move || format!("Delete {} dumps?", selection.count())}</h2>
                <p>"They and their bytes will be gone for good."</p>
                <ChangeError change />
                <Field
                    label="Type their number to confirm"
                    name="confirmation"
                    kind="text"
                    autocomplete="off"
                    change
                />
                <div class="confirm__actions">
                    <button class="button" type="button" on:click=move |_| close_modal(dialog)>
                        "Cancel"
                    </button>
                    <SubmitButton change class="button button--danger">
                        "Delete"
                    </SubmitButton>
                </div>
            </ChangeForm>
        </dialog>
    }
}
