//! One file of the upload queue.

use leptos::prelude::*;

use super::icons::Icon;
use super::progress_bar::ProgressBar;
use super::size::Size;
use crate::upload::{Upload, UploadQueue, UploadState, is_known, is_under_way, may_pass};

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
            <OwnLabel upload />
            <Status state=upload.state size=upload.size />
        </li>
    }
}

/// A label for this file alone, until it is on its way.
#[component]
fn OwnLabel(upload: Upload) -> impl IntoView {
    let is_open = Memo::new(move |_| {
        matches!(
            *upload.state.read(),
            UploadState::Staged | UploadState::Queued | UploadState::Paused
        )
    });
    let name = format!("Label of {}", upload.name());
    move || {
        is_open.get().then(|| {
            view! {
                <input
                    class="input upload__label"
                    type="text"
                    list="labels"
                    autocomplete="off"
                    placeholder="Label as for all"
                    aria-label=name.clone()
                    prop:value=move || upload.label.get()
                    on:input:target=move |event| upload.label.set(event.target().value())
                />
            }
        })
    }
}

#[component]
pub(super) fn Status(state: RwSignal<UploadState>, size: u64) -> impl IntoView {
    move || {
        match state.get() {
        UploadState::Staged => view! { <p class="upload__note">"Ready to upload"</p> }.into_any(),
        UploadState::Queued => {
            view! { <p class="upload__note">"Waiting for its turn"</p> }.into_any()
        }
        UploadState::Looking(looked_at) => {
            let percent = u128::from(looked_at) * 100 / u128::from(size.max(1));
            let text = format!("Comparing with the dumps that are there: {percent}%");
            view! { <p class="upload__note">{text}</p> }.into_any()
        }
        UploadState::Known(known) => view! {
            <p class="upload__note" role="status">
                "This is "
                <a href=format!("/dumps/{}", known.id)>{format!("dump {}", known.id)}</a>
                {format!(" already: {}, uploaded {}.", known.original_name, known.uploaded)}
            </p>
        }
        .into_any(),
        UploadState::Waiting => view! {
            <p class="upload__note" role="status">
                "Waiting for the connection…"
            </p>
        }
        .into_any(),
        UploadState::Paused => view! { <p class="upload__note">"Paused. It starts from its beginning when it is resumed."</p> }
        .into_any(),
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
        let is_known = is_known(&state);
        let is_paused = state == UploadState::Paused;
        let is_waiting = state == UploadState::Waiting;
        let can_cancel = is_under_way(&state);
        let can_pause = can_cancel && !is_paused;
        // The dump of a stored file stays.
        let is_stored = matches!(state, UploadState::Stored(_));
        let remove = if is_stored { "Clear" } else { "Remove" };
        let can_retry = state == UploadState::Cancelled || may_pass(&state);
        view! {
            <span class="upload__buttons">
                {is_known.then(|| button("Upload anyway", UploadQueue::upload_anyway))}
                {is_known.then(|| button("Skip", UploadQueue::remove))}
                {is_waiting.then(|| button("Retry now", UploadQueue::retry))}
                {is_paused.then(|| button("Resume", UploadQueue::retry))}
                {can_pause.then(|| button("Pause", UploadQueue::pause))}
                {can_cancel.then(|| button("Cancel", UploadQueue::cancel))}
                {can_retry.then(|| button("Retry", UploadQueue::retry))}
                {(!can_cancel && !is_known).then(|| button(remove, UploadQueue::remove))}
            </span>
        }
    }
}
