//! Deleting a dump, after a question.

use leptos::prelude::*;
use model::DumpId;

use super::alert::Tone;
use super::confirm::Confirm;
use super::icons::Icon;
use crate::change::Change;

/// Its page tells what the change comes to.
#[component]
pub(crate) fn DeleteDump(id: DumpId, name: String, change: Change) -> impl IntoView {
    view! {
        <Confirm
            verb="Delete"
            icon=Icon::Trash
            tone=Tone::Danger
            title="Delete this dump?"
            id=id.to_string()
            change
            on_done=Callback::new(drop)
        >
            <strong class="confirm__name">{name}</strong>
            " and its bytes will be gone for good."
        </Confirm>
    }
}
