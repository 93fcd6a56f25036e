//! One file of the upload queue.

use leptos::prelude::*;

use super::icons::Icon;
use super::progress_bar::ProgressBar;
use super::size::Size;
use crate::upload::{Upload, UploadQueue, UploadState};

#[component]
pub(crate) fn UploadRow(queue: UploadQueue, upload: Upload) -> impl IntoView {
    let name = upload.name();
    let name_id = format!("upload-{}", upload.key);
    view! {
        <li class="upload">
            <div class="upload__head">
                <span class="upload__name" id=name_id.clone()>
                    {name}
                </span>
                <span class="upload__size">
                    <Size bytes=upload.size />
                </span>
                <Buttons queue upload name_id />
            </div>
            <Status upload />
        </li>
    }
}

#[component]
fn Status(upload: Upload) -> impl IntoView {
    move || match upload.state.get() {
        UploadState::Staged => view! { <p class="upload__note">"Ready to upload"</p> }.into_any(),
        UploadState::Queued => {
            view! { <p class="upload__note">"Waiting for its turn"</p> }.into_any()
        }
        UploadState::Sending(progress) => {
            view! { <ProgressBar progress name="Uploading the file" /> }.into_any()
        }
        UploadState::Stored(id) => view! {
            <p class="upload__note upload__note--good">
                {Icon::Check.view()} "Uploaded as "
                <a href=format!("/dumps/{id}")>{format!("dump {id}")}</a>
            </p>
        }
        .into_any(),
        UploadState::Failed(fault) => view! {
            <p class="upload__note upload__note--bad" role="alert">
                {fault.to_string()}
            </p>
        }
        .into_any(),
        UploadState::Cancelled => view! { <p class="upload__note">"Cancelled"</p> }.into_any(),
    }
}

/// What can be done with the file now. The buttons have short names; which file they
/// mean is told by its name beside them.
#[component]
fn Buttons(queue: UploadQueue, upload: Upload, name_id: String) -> impl IntoView {
    let button = move |text: &'static str, act: fn(UploadQueue, Upload)| {
        view! {
            <button
                class="button button--quiet"
                type="button"
                aria-describedby=name_id.clone()
                on:click=move |_| act(queue, upload)
            >
                {text}
            </button>
        }
    };
    move || {
        let state = upload.state.get();
        let can_cancel = matches!(state, UploadState::Queued | UploadState::Sending(_));
        let can_retry = matches!(&state, UploadState::Cancelled)
            || matches!(&state, UploadState::Failed(fault) if fault.may_pass());
        view! {
            <span class="upload__buttons">
                {can_cancel.then(|| button("Cancel", UploadQueue::cancel))}
                {can_retry.then(|| button("Retry", UploadQueue::retry))}
                {(!can_cancel).then(|| button("Remove", UploadQueue::remove))}
            </span>
        }
    }
}
