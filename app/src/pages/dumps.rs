//! All dumps: filtered, sorted, page by page; and what can be done with many of them.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{DUMPS, DumpPage, ListDumps, ListQuery};
use crate::components::{
    BulkBar, ColumnChoice, DumpFilter, DumpTable, EmptyState, FirstDump, Loaded, NewDumps,
    PageOfDumps, Pagination, table_skeleton,
};
use crate::load::Load;
use crate::query::use_parameters;
use crate::selection::Selection;

#[component]
pub(crate) fn DumpsPage() -> impl IntoView {
    let parameters = use_parameters();
    let query = Memo::new(move |_| ListQuery::of_parameters(&DUMPS, &parameters.read()));
    let dumps = Load::new(move || ListDumps {
        query: query.read().text(),
    });
    let view = move |page| {
        let query = query.get_untracked();
        view! { <DumpList query page dumps /> }.into_any()
    };
    view! {
        <Title text="Dumps" />
        <header class="page__header">
            <h1>"Dumps"</h1>
            <ColumnChoice />
        </header>
        <DumpFilter query />
        <Loaded load=dumps skeleton=table_skeleton view />
    }
}

#[component]
fn DumpList(query: ListQuery, page: DumpPage, dumps: Load<ListDumps>) -> impl IntoView {
    let first = query.at(None).url();
    let (is_first, navigate) = (query.get("after").is_none(), use_navigate());
    let on_show = Callback::new(move |()| {
        if is_first {
            dumps.reload();
        } else {
            navigate(&first, NavigateOptions::default());
        }
    });
    let group = page.signature.clone().map(|(id, signature)| {
        let all = query.with("signature", None).at(None).url();
        view! {
            <p class="chosen">
                "Only dumps of " <a class="chosen__name" href=format!("/crashes/{id}")>
                    {signature}
                </a> <a class="button button--small" href=all>
                    "Dumps of all crashes"
                </a>
            </p>
        }
    });
    let news = view! { <NewDumps query=query.text() newest=page.newest on_show /> };
    view! {
        {news}
        {group}
        {if page.rows.is_empty() {
            nothing(&query).into_any()
        } else {
            view! { <Rows query page dumps /> }.into_any()
        }}
    }
}

#[component]
fn Rows(query: ListQuery, page: DumpPage, dumps: Load<ListDumps>) -> impl IntoView {
    let selection = Selection::new(page.rows.iter().map(|dump| dump.id).collect());
    let is_ticked = Memo::new(move |_| selection.count() > 0);
    let on_changed = Callback::new(move |()| dumps.reload());
    let list = PageOfDumps {
        query: query.clone(),
        selection,
    };
    view! {
        <DumpTable dumps=page.rows page=list />
        <Pagination query next=page.next />
        {move || is_ticked.get().then(|| view! { <BulkBar selection on_changed /> })}
    }
}

/// Why there is no row, and what to do about it.
fn nothing(query: &ListQuery) -> AnyView {
    if query.get("after").is_some() {
        let query = query.clone();
        return view! {
            <EmptyState title="No more dumps">
                <Pagination query next=None />
            </EmptyState>
        }
        .into_any();
    }
    if query.is_filtered() {
        return view! {
            <EmptyState title="No dump matches">
                <p>
                    "The search looks for a part of the name or label; label, product, version and platform must match as a whole."
                </p>
                <p>
                    <a class="button" href="/dumps">
                        "Show all dumps"
                    </a>
                </p>
            </EmptyState>
        }
        .into_any();
    }
    view! { <FirstDump /> }.into_any()
}
