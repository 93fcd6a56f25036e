//! Code to copy, with a secret in it; the first is open.

use leptos::prelude::*;

use super::code_block::CodeBlock;
use crate::snippets::Snippet;

#[component]
pub(crate) fn SnippetList(
    snippets: Vec<Snippet>,
    /// What stands in the secret's place.
    secret: String,
) -> impl IntoView {
    let view = |(index, snippet): (usize, Snippet)| {
        let Snippet {
            title,
            before,
            after,
        } = snippet;
        let code = before + &secret + &after;
        view! {
            <details class="snippet" open=index == 0>
                <summary>{title.clone()}</summary>
                <CodeBlock what=format!("{title} snippet") code />
            </details>
        }
    };
    snippets.into_iter().enumerate().map(view).collect_view()
}
