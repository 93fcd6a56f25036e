//! Links between the pages of a list that is in its URL.

use leptos::prelude::*;

use super::page_links::PageLinks;
use crate::api::ListQuery;

/// `next` is where the page after this one begins.
#[component]
pub(crate) fn Pagination(query: ListQuery, next: Option<String>) -> impl IntoView {
    let first = query.get("after").is_some().then(|| query.at(None).url());
    let next = next.map(|after| query.at(Some(&after)).url());
    view! { <PageLinks first next /> }
}
