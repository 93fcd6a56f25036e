//! Links between the pages of the list of dumps.

use leptos::prelude::*;

use super::page_links::PageLinks;
use crate::api::DumpListQuery;

/// `next` is where the page after this one begins.
#[component]
pub(crate) fn Pagination(query: DumpListQuery, next: Option<String>) -> impl IntoView {
    let first = query.get("after").is_some().then(|| query.at(None).url());
    let next = next.map(|after| query.at(Some(&after)).url());
    view! { <PageLinks first next /> }
}
