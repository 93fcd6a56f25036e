//! Commands to copy.

use leptos::prelude::*;

use super::copy_button::CopyButton;

#[component]
pub(crate) fn CodeBlock(
    /// What it holds, for the copy button: `command`.
    #[prop(into)]
    what: String,
    code: String,
) -> impl IntoView {
    view! {
        <div class="code-block">
            // Scrolls sideways, so the keyboard must reach it.
            <pre tabindex="0" role="region" aria-label=what.clone()>
                <code>{code.clone()}</code>
            </pre>
            <CopyButton what text=code />
        </div>
    }
}
