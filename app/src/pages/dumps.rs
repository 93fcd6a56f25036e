//! The list of dumps, newest first.

use leptos::either::EitherOf4;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{Dump, Page};

use crate::AppError;
use crate::api::{DumpListQuery, list_dumps};
use crate::components::{
    Boundary, DumpFilter, DumpTable, EmptyState, FirstDump, Pagination, TableSkeleton,
};

#[component]
pub(crate) fn DumpsPage() -> impl IntoView {
    let parameters = use_query_map();
    let query = Memo::new(move |_| DumpListQuery::of_parameters(&parameters.read()));
    let dumps = Resource::new(move || query.get(), list_dumps);
    let (is_loading, set_loading) = signal(false);
    view! {
        <Title text="Dumps" />
        <header class="page__header">
            <h1>"Dumps"</h1>
        </header>
        <DumpFilter query />
        <Boundary>
            <div aria-busy=move || is_loading.get().to_string() class="busy">
                <Transition fallback=TableSkeleton set_pending=set_loading>
                    {move || Suspend::new(async move {
                        dumps
                            .await
                            .map(|page| view! { <DumpList query=query.get_untracked() page /> })
                            .map_err(AppError::thrown)
                    })}
                </Transition>
            </div>
        </Boundary>
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
