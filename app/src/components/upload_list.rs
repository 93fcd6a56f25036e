//! The files of the upload queue.

use leptos::prelude::*;

use super::upload_row::UploadRow;
use crate::upload::{UploadQueue, UploadState};

#[component]
pub(crate) fn UploadList(queue: UploadQueue) -> impl IntoView {
    let is_stored = |state: &UploadState| matches!(state, UploadState::Stored(_));
    let stored = Memo::new(move |_| queue.count(is_stored));
    let summary = move || format!("{} of {} uploaded", stored.get(), queue.uploads().len());
    let clear = move || {
        (stored.get() > 0).then(|| {
            view! {
                <button
                    class="button button--quiet"
                    type="button"
                    on:click=move |_| queue.clear_stored()
                >
                    "Clear uploaded"
                </button>
            }
        })
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
                        {clear}
                    </header>
                    <ul>{rows}</ul>
                </section>
            }
        })
    }
}
