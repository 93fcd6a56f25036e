//! Giving a dump other bytes.

use leptos::prelude::*;
use model::DumpId;

use super::alert::{Alert, Tone};
use crate::upload::UploadFault;

/// A plain form; with JavaScript its page sends the file, and tells how far that is.
#[component]
pub(crate) fn ReplaceForm(
    id: DumpId,
    /// What became of the plain form.
    fault: Option<UploadFault>,
) -> impl IntoView {
    let fault = fault.map(|fault| view! { <Alert tone=Tone::Danger>{fault.to_string()}</Alert> });
    view! {
        <h2>"Replace the file"</h2>
        <p>
            "The dump keeps its id, its label and its time; name and bytes become those of the new file. What is there now will be gone for good."
        </p>
        <form
            class="inline-form"
            method="post"
            action=format!("/dumps/{id}/file")
            enctype="multipart/form-data"
        >
            <div class="field">
                <label class="field__label" for="file">
                    "New file"
                </label>
                <input class="input" id="file" name="file" type="file" required />
            </div>
            <label class="check-box">
                <input type="checkbox" required />
                "Delete the file that is there"
            </label>
            <button class="button" type="submit">
                "Replace"
            </button>
        </form>
        {fault}
    }
}
