//! A button that copies a text.

use leptos::prelude::*;

use super::icons::Icon;

/// Shown once JavaScript runs: without it there is nothing it could do. `delegated` does it.
#[component]
pub(crate) fn CopyButton(
    /// What it copies, for people: `SHA-256`.
    #[prop(into)]
    what: String,
    #[prop(into)] text: String,
) -> impl IntoView {
    let name = format!("Copy {what}");
    view! {
        <button class="copy-button" type="button" value=text title=name.clone() aria-label=name>
            {Icon::Copy.view()}
        </button>
    }
}
