//! The list of dumps, newest first.

use leptos::either::EitherOf4;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::Page;

use crate::api::{Dump, DumpListQuery, ListDumps};
use crate::components::{
    DumpFilter, DumpTable, EmptyState, FirstDump, Loaded, Pagination, table_skeleton,
};
use crate::load::Load;

#[component]
pub(crate) fn DumpsPage() -> impl IntoView {
    let parameters = use_query_map();
    let query = Memo::new(move |_| DumpListQuery::of_parameters(&parameters.read()));
    let dumps = Load::new(move || ListDumps { query: query.get() });
    let view = move |page| view! { <DumpList query=query.get_untracked() page /> }.into_any();
    view! {
        <Title text="Dumps" />
        <header class="page__header">
            <h1>"Dumps"</h1>
        </header>
        <DumpFilter query />
        <Loaded load=dumps skeleton=table_skeleton view />
    }
}

#[component]
fn DumpList(query: DumpListQuery, page: Page<Dump>) -> impl IntoView {
    if !page.rows.is_empty() {
        EitherOf4::A(view! {
            <DumpTable dumps=page.rows />
            <Pagination query next=page.next />
        })
    } else if query.after.is_some() {
        EitherOf4::B(view! {
            <EmptyState title="No more dumps">
                <Pagination query next=None />
            </EmptyState>
        })
    } else if query.is_filtered() {
        EitherOf4::C(view! {
            <EmptyState title="No dump matches">
                <p>
                    "A label must match as a whole; the search looks for a part of the name or label."
                </p>
                <p>
                    <a class="button" href="/dumps">
                        "Show all dumps"
                    </a>
                </p>
            </EmptyState>
        })
    } else {
        EitherOf4::D(view! { <FirstDump /> })
    }
}
