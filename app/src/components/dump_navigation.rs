//! The way from one dump to those beside it in the list.

use leptos::prelude::*;
use model::{DumpId, Neighbours};

use super::loaded::Loaded;
use crate::api::{GetNeighbours, ListQuery};
use crate::load::Load;

/// `list` is the page of the list that one came from, which the links keep in mind.
#[component]
pub(crate) fn DumpNavigation(id: DumpId, list: ListQuery) -> impl IntoView {
    let query = list.at(None).text();
    let neighbours = Load::new(move || GetNeighbours {
        id,
        query: query.clone(),
    });
    let view = move |Neighbours { previous, next }| {
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
                {link(previous, "prev", "Previous")}
                {link(next, "next", "Next")}
            </nav>
        }
        .into_any()
    };
    view! { <Loaded load=neighbours skeleton=nothing_yet view /> }
}

/// As high as the links.
fn nothing_yet() -> AnyView {
    view! { <div class="dump-navigation"></div> }.into_any()
}
