//! Sending dumps from the browser.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::{Alert, DropZone, LabelField, Tone, UploadList};
use crate::query::use_parameters;
use crate::upload::{UploadFault, UploadState, look_for_duplicate, use_upload_queue};

/// A plain form that sends one file; with JavaScript a queue of any number.
#[component]
pub(crate) fn UploadPage() -> impl IntoView {
    let queue = use_upload_queue();
    let fault = RwSignal::new(UploadFault::of_query(&use_parameters().read_untracked()));
    let label = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let label = label.get_untracked().map(|label| label.value());
        let started = queue.start(&label.unwrap_or_default(), look_for_duplicate);
        fault.set(started.err());
    };
    let staged = move || queue.count(|state| matches!(state, UploadState::Staged));
    view! {
        <Title text="Upload" />
        <header class="page__header">
            <h1>"Upload"</h1>
        </header>
        {move || {
            fault.get().map(|fault| view! { <Alert tone=Tone::Danger>{fault.to_string()}</Alert> })
        }}
        <form
            class="form"
            method="post"
            action="/upload"
            enctype="multipart/form-data"
            on:submit=submit
        >
            <DropZone queue />
            <div class="inline-form">
                <LabelField value="" placeholder="None" node_ref=label />
                <button class="button button--primary" type="submit">
                    "Upload"
                </button>
                <p class="inline-form__status" role="status">
                    {move || {
                        let staged = staged();
                        (staged > 0).then(|| format!("{staged} ready"))
                    }}
                </p>
            </div>
        </form>
        <UploadList queue />
    }
}
