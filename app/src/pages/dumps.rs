//! All dumps: filtered, sorted, page by page; and what can be done with many of them.

use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{DUMPS, DrawDumpFilter, Drawing, ListDumps, ListQuery};
use crate::browser::when_drawn;
use crate::bundles;
use crate::columns;
use crate::components::{Drawn, FilterForm, LoadedDrawing, NewDumps, table_skeleton};
use crate::load::Load;
use crate::query::use_parameters;
use crate::selection::Selection;

#[component]
pub(crate) fn DumpsPage() -> impl IntoView {
    let parameters = use_parameters();
    let query = Memo::new(move |_| ListQuery::of_parameters(&DUMPS, &parameters.read()).text());
    let first = query.get_untracked();
    let filter = Load::new({
        let query = first.clone();
        move || DrawDumpFilter {
            query: query.clone(),
        }
    });
    let show_filter = move |drawing| {
        let drawn = first.clone();
        view! { <Head drawing query drawn /> }.into_any()
    };
    let dumps = Load::new(move || ListDumps { query: query.get() });
    let show = move |page| {
        let query = ListQuery::of_text(&DUMPS, &query.get_untracked());
        view! { <DumpList query page dumps /> }.into_any()
    };
    view! {
        <Title text="Dumps" />
        <LoadedDrawing load=filter skeleton=bare_heading view=show_filter otherwise=bare_heading />
        <LoadedDrawing load=dumps skeleton=table_skeleton view=show />
    }
}

/// Until there is more, and where no more comes: why is told by the list.
fn bare_heading() -> AnyView {
    heading(().into_any())
}

fn heading(columns: AnyView) -> AnyView {
    view! {
        <header class="page__header">
            <h1>"Dumps"</h1>
            {columns}
        </header>
    }
    .into_any()
}

/// What stays while the list changes.
#[component]
fn Head(drawing: Drawing, query: Memo<String>, drawn: String) -> impl IntoView {
    let mut parts = drawing.parts.into_iter();
    let columns = parts.next().unwrap_or_default();
    let columns = view! {
        <div class="drawn" on:change=|event| columns::choose(&event)>
            <Drawn html=columns />
        </div>
    };
    let html = parts.next().unwrap_or_default();
    view! {
        {heading(columns.into_any())}
        <FilterForm html list=&DUMPS query drawn />
    }
}

#[component]
fn DumpList(query: ListQuery, page: Drawing, dumps: Load<ListDumps>) -> impl IntoView {
    let (html, newest) = (page.parts.concat(), page.newest);
    let first = query.at(None).url();
    let (is_first, navigate) = (query.get("after").is_none(), use_navigate());
    let on_show = Callback::new(move |()| {
        if is_first {
            dumps.reload();
        } else {
            navigate(&first, NavigateOptions::default());
        }
    });
    let list = NodeRef::<html::Div>::new();
    let selection = Selection::of(list);
    let is_ticked = Memo::new(move |_| selection.count() > 0);
    let on_changed = Callback::new(move |()| {
        selection.clear();
        dumps.reload();
    });
    Effect::new(move || {
        list.track();
        when_drawn(move || selection.look());
    });
    view! {
        <NewDumps query=query.text() newest on_show />
        <div class="drawn" on:click=move |event| selection.on_click(&event) node_ref=list>
            <Drawn html />
        </div>
        {move || is_ticked.get().then(|| bundles::bulk_bar(selection, on_changed))}
    }
}
