//! Where files are dropped or chosen.

use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use web_sys::{File, FileList, HtmlInputElement};

use super::icons::Icon;
use crate::format::human_bytes;
use crate::upload::UploadQueue;
use crate::visit::use_visit;

/// A file field, and the ground around it on which files can be dropped.
#[component]
pub(crate) fn DropZone(queue: UploadQueue) -> impl IntoView {
    let limit = human_bytes(use_visit().max_upload_bytes);
    let is_over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let take = move |input: HtmlInputElement| {
        queue.stage(files(input.files()));
        // The queue has them; the same file can be chosen again.
        input.set_value("");
    };
    input.on_load(move |input| {
        // A plain form sends one file, the queue any number.
        input.set_multiple(true);
        // Somebody may have been faster than the page.
        take(input);
    });
    let drag_over = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        let dropped = event.data_transfer().and_then(|transfer| transfer.files());
        queue.stage(files(dropped));
    };
    view! {
        <div
            class="drop-zone"
            class:drop-zone--over=is_over
            on:dragenter=drag_over
            on:dragover=drag_over
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop
        >
            {Icon::Upload.large()}
            <label class="button drop-zone__label" for="file">
                "Choose files"
            </label>
            <input
                class="drop-zone__input"
                id="file"
                name="file"
                type="file"
                aria-describedby="file-hint"
                node_ref=input
                on:change:target=move |event| take(event.target())
            />
            <p class="field__hint" id="file-hint">
                "or drop them here. Up to "
                {limit}
                " each."
            </p>
        </div>
    }
}

pub(super) fn files(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.get(index))
        .collect()
}
