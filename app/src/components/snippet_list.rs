//! How to send a dump, in several languages.

use leptos::prelude::*;

use super::code_block::CodeBlock;
use crate::snippets::{PLACEHOLDER, Snippet};

#[component]
pub(crate) fn SnippetList(
    snippets: Vec<Snippet>,
    /// Put into the snippets while it is known.
    secret: Option<String>,
) -> impl IntoView {
    let is_missing = secret.is_none();
    let secret = secret.as_deref().unwrap_or(PLACEHOLDER);
    let view = |(index, snippet): (usize, Snippet)| {
        let Snippet {
            language,
            before,
            after,
        } = snippet;
        let code = before + secret + &after;
        view! {
            <details class="snippet" open=index == 0>
                <summary>{language.clone()}</summary>
                <CodeBlock what=format!("{language} snippet") code />
            </details>
        }
    };
    view! {
        <p>
            "Put the name of your file in place of app.dmp, and your version in place of v1.2.3."
            {is_missing.then_some(" Where it says paste-the-secret-here, put the secret.")}
        </p>
        {snippets.into_iter().enumerate().map(view).collect_view()}
    }
}
