//! Moving a dump to the archive, and out of it.

use leptos::prelude::*;
use model::DumpId;

use super::change_error::ChangeError;
use super::change_form::ChangeForm;
use super::panel::Panel;
use super::submit_button::SubmitButton;
use crate::change::Change;

/// The changes that it asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moves {
    pub(crate) archiving: Change,
    pub(crate) restoring: Change,
}

#[component]
pub(crate) fn ArchivePanel(
    id: DumpId,
    is_archived: bool,
    moves: Moves,
    on_done: Callback<String>,
) -> impl IntoView {
    let (text, action, change) = if is_archived {
        (
            "The bytes lie in the archive, compressed. Restoring moves them back to the other dumps.",
            "Restore",
            moves.restoring,
        )
    } else {
        (
            "The bytes move to the archive, where they are compressed. The dump can be found and downloaded as before.",
            "Archive",
            moves.archiving,
        )
    };
    view! {
        <Panel title="Archive">
            <p>{text}</p>
            <ChangeForm change class="inline-form" on_done>
                <input type="hidden" name="id" value=id.to_string() />
                <SubmitButton change class="button">
                    {action}
                </SubmitButton>
                <p class="inline-form__status" role="status">
                    {move || change.is_under_way().then_some("Moving the bytes…")}
                </p>
            </ChangeForm>
            <ChangeError change />
        </Panel>
    }
}
