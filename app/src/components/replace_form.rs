//! Giving a dump other bytes.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use model::DumpId;

use super::alert::{Alert, Tone};
use super::progress_bar::ProgressBar;
use crate::upload::{Replacement, ReplacementState};

/// `on_replaced` is told when the dump has its new bytes.
#[component]
pub(crate) fn ReplaceForm(
    id: DumpId,
    replacement: Replacement,
    on_replaced: Callback<()>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let files = input.get_untracked().and_then(|input| input.files());
        let file = files.and_then(|files| files.get(0));
        replacement.begin(id, file, on_replaced);
    };
    let cancel = move || {
        replacement.is_sending().then(|| {
            view! {
                <button class="button" type="button" on:click=move |_| replacement.cancel()>
                    "Cancel"
                </button>
            }
        })
    };
    view! {
        <form
            class="inline-form"
            method="post"
            action=format!("/dumps/{id}/file")
            enctype="multipart/form-data"
            on:submit=submit
        >
            <div class="field">
                <label class="field__label" for="file">
                    "New file"
                </label>
                <input class="input" id="file" name="file" type="file" required node_ref=input />
            </div>
            <label class="check-box">
                <input type="checkbox" required />
                "Delete the file that is there"
            </label>
            <button class="button" type="submit" disabled=move || replacement.is_sending()>
                "Replace"
            </button>
            {cancel}
        </form>
        {move || match replacement.state() {
            ReplacementState::Idle => None,
            ReplacementState::Sending(progress) => {
                Some(view! { <ProgressBar progress name="Replacing the file" /> }.into_any())
            }
            ReplacementState::Failed(fault) => {
                Some(view! { <Alert tone=Tone::Danger>{fault.to_string()}</Alert> }.into_any())
            }
        }}
    }
}
