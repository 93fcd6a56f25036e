//! A text for machines, with the button that copies it.

use leptos::prelude::*;

use super::copy_button::CopyButton;

#[component]
pub(crate) fn Copyable(
    /// What it is, for the button: `SHA-256`.
    what: &'static str,
    /// What the button copies.
    #[prop(into)]
    text: String,
    /// What is shown where the whole text would be too long.
    #[prop(optional)]
    short: Option<String>,
) -> impl IntoView {
    let title = short.is_some().then(|| text.clone());
    let shown = short.unwrap_or_else(|| text.clone());
    view! {
        <span class="copyable">
            <code title=title>{shown}</code>
            <CopyButton what text />
        </span>
    }
}
