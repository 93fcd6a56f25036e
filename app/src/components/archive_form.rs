//! Moving a dump to the archive, and out of it.

use leptos::prelude::*;
use model::DumpId;

use super::change_form::ChangeForm;
use super::drawn_error::DrawnError;
use super::panel::Panel;
use super::submit_button::SubmitButton;
use crate::api::{ArchiveDump, RestoreDump};
use crate::change::Change;

/// Its page tells what the move comes to.
#[component]
pub(crate) fn ArchiveForm(id: DumpId, is_archived: bool) -> impl IntoView {
    let (text, action, change) = if is_archived {
        (
            "The bytes lie in the archive, compressed. Restoring moves them back to the other dumps.",
            "Restore",
            Change::by::<RestoreDump>(),
        )
    } else {
        (
            "The bytes move to the archive, where they are compressed. The dump can be found and downloaded as before.",
            "Archive",
            Change::by::<ArchiveDump>(),
        )
    };
    view! {
        <Panel title="Archive">
            <p>{text}</p>
            <ChangeForm change class="inline-form" on_done=Callback::new(drop)>
                <input type="hidden" name="id" value=id.to_string() />
                <SubmitButton change class="button">
                    {action}
                </SubmitButton>
                <p
                    class="inline-form__status"
                    role="status"
                    data-under-way="Moving the bytes…"
                ></p>
            </ChangeForm>
            <DrawnError change />
        </Panel>
    }
}
