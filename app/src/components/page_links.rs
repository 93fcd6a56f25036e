//! Links to the first page of a list and to the next.

use leptos::prelude::*;

use super::icons::Icon;

/// Nothing where there is one page only.
#[component]
pub(crate) fn PageLinks(
    /// Where the list begins, seen from elsewhere in it.
    first: Option<String>,
    next: Option<String>,
) -> impl IntoView {
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pagination" aria-label="Pages">
                {first
                    .map(|first| {
                        view! {
                            <a class="button" href=first>
                                "First page"
                            </a>
                        }
                    })}
                {next
                    .map(|next| {
                        view! {
                            <a class="button" href=next rel="next">
                                "Next"
                                {Icon::Chevron.view()}
                            </a>
                        }
                    })}
            </nav>
        }
    })
}
