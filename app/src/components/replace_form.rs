//! Giving a dump other bytes.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use model::DumpId;

use super::alert::{Alert, Tone};
use super::toasts::use_toasts;
use super::upload_row::ProgressBar;
use crate::upload::{Outcome, Progress, Transfer, UploadFault, file_form};

#[derive(Clone, Debug, Default, PartialEq)]
enum ReplaceState {
    #[default]
    Idle,
    Sending(Progress),
    Failed(UploadFault),
}

/// `on_replaced` is told when the dump has its new bytes.
#[component]
pub(crate) fn ReplaceForm(
    id: DumpId,
    /// What became of a plain form that was sent before.
    fault: Option<UploadFault>,
    on_replaced: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let input = NodeRef::<html::Input>::new();
    let state = RwSignal::new(fault.map_or(ReplaceState::Idle, ReplaceState::Failed));
    let url = format!("/dumps/{id}/file");
    let action = url.clone();
    let transfer = StoredValue::new_local(None::<Transfer>);
    let on_end = move |outcome| match outcome {
        Outcome::Stored(_) => {
            state.set(ReplaceState::Idle);
            toasts.show("File replaced");
            on_replaced.run(());
        }
        Outcome::Failed(fault) => state.set(ReplaceState::Failed(fault)),
        Outcome::Aborted => state.set(ReplaceState::Idle),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let file = input
            .get_untracked()
            .and_then(|input| input.files()?.get(0));
        let begun = file.ok_or(UploadFault::NoFile).and_then(|file| {
            let form = file_form(&file, None)?;
            let on_progress = move |progress| state.set(ReplaceState::Sending(progress));
            Transfer::begin(&url, &form, 0, on_progress, on_end)
        });
        match begun {
            Ok(begun) => {
                state.set(ReplaceState::Sending(Progress::default()));
                transfer.set_value(Some(begun));
            }
            Err(fault) => state.set(ReplaceState::Failed(fault)),
        }
    };
    let cancel = move |_| {
        if let Some(transfer) = transfer.get_value() {
            transfer.abort();
        }
    };
    let is_sending = move || matches!(*state.read(), ReplaceState::Sending(_));
    view! {
        <form
            class="inline-form"
            method="post"
            action=action
            enctype="multipart/form-data"
            on:submit=submit
        >
            <div class="field">
                <label class="field__label" for="file">
                    "New file"
                </label>
                <input class="input" id="file" name="file" type="file" required node_ref=input />
            </div>
            <button class="button" type="submit" disabled=is_sending>
                "Replace"
            </button>
            {move || {
                is_sending()
                    .then(|| {
                        view! {
                            <button class="button" type="button" on:click=cancel>
                                "Cancel"
                            </button>
                        }
                    })
            }}
        </form>
        {move || match state.get() {
            ReplaceState::Idle => None,
            ReplaceState::Sending(progress) => {
                Some(view! { <ProgressBar progress name="Replacing the file" /> }.into_any())
            }
            ReplaceState::Failed(fault) => {
                Some(view! { <Alert tone=Tone::Danger>{fault.to_string()}</Alert> }.into_any())
            }
        }}
    }
}
