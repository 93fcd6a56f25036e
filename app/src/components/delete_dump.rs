//! Deleting a dump, after a question.

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use model::DumpId;

use super::change_form::ChangeForm;
use super::icons::Icon;
use crate::change::Change;

/// The button, and the dialog that it opens.
///
/// Without JavaScript the browser shows the dialog as a popover; with it, as a modal
/// one, which keeps the keyboard to itself. Why the deletion failed is for the page to
/// tell: a dialog that a plain form was sent from is closed when the page is back.
#[component]
pub(crate) fn DeleteDump(
    id: DumpId,
    name: String,
    change: Change,
    on_done: Callback<String>,
) -> impl IntoView {
    const DIALOG_ID: &str = "delete";
    const TITLE_ID: &str = "delete-title";

    let dialog = NodeRef::<html::Dialog>::new();
    let open = move |event: MouseEvent| {
        let opened = dialog.get_untracked().map(|dialog| dialog.show_modal());
        if let Some(Ok(())) = opened {
            event.prevent_default();
        }
    };
    let close = move |event: MouseEvent| {
        // One that was opened as a popover, before JavaScript ran, is closed as one.
        if let Some(dialog) = dialog.get_untracked()
            && dialog.open()
        {
            event.prevent_default();
            dialog.close();
        }
    };
    Effect::new(move || {
        if change.error().is_some()
            && let Some(dialog) = dialog.get_untracked()
        {
            dialog.close();
        }
    });
    view! {
        <button
            class="button button--danger-quiet"
            type="button"
            popovertarget=DIALOG_ID
            on:click=open
        >
            {Icon::Trash.view()}
            "Delete"
        </button>
        <dialog class="dialog" id=DIALOG_ID popover aria-labelledby=TITLE_ID node_ref=dialog>
            <ChangeForm change class="confirm" on_done>
                <input type="hidden" name="id" value=id.to_string() />
                <h2 id=TITLE_ID>"Delete this dump?"</h2>
                <p>
                    <strong class="confirm__name">{name}</strong>
                    " and its bytes will be gone for good."
                </p>
                <div class="confirm__actions">
                    <button
                        class="button"
                        type="button"
                        popovertarget=DIALOG_ID
                        autofocus
                        on:click=close
                    >
                        "Cancel"
                    </button>
                    <button
                        class="button button--danger"
                        type="submit"
                        disabled=move || change.is_under_way()
                    >
                        "Delete"
                    </button>
                </div>
            </ChangeForm>
        </dialog>
    }
}
