//! Links between the pages of a list.

use leptos::prelude::*;

use super::icons::Icon;
use crate::api::ListQuery;

/// `next` is where the page after this one begins.
#[component]
pub(crate) fn Pagination(query: ListQuery, next: Option<String>) -> impl IntoView {
    let first = query.get("after").is_some().then(|| query.at(None));
    let next = next.map(|after| query.at(Some(&after)));
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pagination" aria-label="Pages">
                {first
                    .map(|first| {
                        view! {
                            <a class="button" href=first.url()>
                                "First page"
                            </a>
                        }
                    })}
                {next
                    .map(|next| {
                        view! {
                            <a class="button" href=next.url() rel="next">
                                "Next"
                                {Icon::Chevron.view()}
                            </a>
                        }
                    })}
            </nav>
        }
    })
}
