//! The way from one dump to those beside it in the list.

use leptos::prelude::*;
use model::{DumpId, Neighbours};

use crate::api::ListQuery;

/// `list` is the page of the list that one came from, which the links keep in mind.
#[component]
pub(crate) fn DumpNavigation(neighbours: Neighbours, list: ListQuery) -> impl IntoView {
    let link = |dump: Option<DumpId>, rel: &'static str, text: &'static str| {
        dump.map(|dump| {
            view! {
                <a href=list.url_of(&format!("/dumps/{dump}")) rel=rel>
                    {text}
                </a>
            }
        })
    };
    view! {
        <nav class="dump-navigation" aria-label="In the list">
            <a href=list.url()>"Back to the list"</a>
            {link(neighbours.previous, "prev", "Previous")}
            {link(neighbours.next, "next", "Next")}
        </nav>
    }
}
