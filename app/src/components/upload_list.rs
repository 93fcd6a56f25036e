//! The files of the upload queue.

use leptos::prelude::*;

use super::progress_bar::ProgressBar;
use super::upload_row::UploadRow;
use crate::upload::{UploadQueue, UploadState, is_under_way, may_pass};

#[component]
pub(crate) fn UploadList(queue: UploadQueue) -> impl IntoView {
    let is_stored = |state: &UploadState| matches!(state, UploadState::Stored(_));
    let stored = Memo::new(move |_| queue.count(is_stored));
    let is_busy = Memo::new(move |_| queue.count(is_under_way) > 0);
    let can_retry = Memo::new(move |_| queue.count(may_pass) > 0);
    let summary = move || format!("{} of {} uploaded", stored.get(), queue.uploads().len());
    let buttons = move || {
        let button = |text: &'static str, act: fn(UploadQueue)| {
            view! {
                <button class="button button--quiet" type="button" on:click=move |_| act(queue)>
                    {text}
                </button>
            }
        };
        let is_paused = queue.is_paused();
        let can_pause = !is_paused && is_busy.get();
        view! {
            <span class="uploads__buttons">
                {can_pause.then(|| button("Pause all", UploadQueue::pause_all))}
                {is_paused.then(|| button("Resume all", UploadQueue::resume_all))}
                {can_retry.get().then(|| button("Retry all", |queue| queue.retry_all(may_pass)))}
                {(stored.get() > 0).then(|| button("Clear uploaded", UploadQueue::clear_stored))}
            </span>
        }
    };
    let total = move || {
        let name = "Uploading all files";
        is_busy
            .get()
            .then(|| view! { <ProgressBar progress=queue.total() name /> })
    };
    let paused = move || {
        let text = "Paused. What was on its way starts again from its beginning.";
        queue
            .is_paused()
            .then(|| view! { <p class="upload__note">{text}</p> })
    };
    move || {
        let rows: Vec<_> = queue
            .uploads()
            .into_iter()
            .map(|upload| view! { <UploadRow queue upload /> })
            .collect();
        (!rows.is_empty()).then(|| {
            view! {
                <section class="uploads" aria-label="Files">
                    <header class="uploads__header">
                        <p role="status">{summary}</p>
                        {buttons}
                    </header>
                    <div class="uploads__total">{total} {paused}</div>
                    <ul>{rows}</ul>
                </section>
            }
        })
    }
}
