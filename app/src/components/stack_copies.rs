//! The crashing thread, for messages and issue trackers.

use leptos::prelude::*;

use super::copy_button::CopyButton;

#[component]
pub(crate) fn StackCopies(text: String, markdown: String) -> impl IntoView {
    view! {
        <CopyButton what="stack as text" text />
        "Stack as text"
        <CopyButton what="stack as Markdown" text=markdown />
        "as Markdown"
    }
}
