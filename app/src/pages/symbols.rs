//! The symbol files of the server.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{ListSymbols, SymbolList};
use crate::components::{
    CodeBlock, EmptyState, Loaded, PageLinks, SearchForm, SymbolTable, SymbolUpload, table_skeleton,
};
use crate::load::Load;
use crate::query::{self, use_parameter, use_parameters};
use crate::snippets::KEY_PLACEHOLDER;
use crate::symbol_fault::SymbolFault;
use crate::visit::use_visit;

#[component]
pub(crate) fn SymbolsPage() -> impl IntoView {
    let (q, after) = (use_parameter("q"), use_parameter("after"));
    let symbols = Load::new(move || ListSymbols {
        q: q.get(),
        after: after.get(),
    });
    let parameters = use_parameters().read_untracked().clone();
    let stored = parameters.get("stored");
    let stored = stored.and_then(|stored| stored.parse().ok());
    let view = move |symbols| show(symbols, q.get_untracked(), after.get_untracked().is_some());
    view! {
        <Title text="Symbols" />
        <header class="page__header">
            <h1>"Symbols"</h1>
            <div class="page__actions">
                <a class="button" href="/symbols/missing">
                    "Missing symbols"
                </a>
            </div>
        </header>
        <SymbolUpload fault=SymbolFault::of_query(&parameters) stored />
        <SearchForm path="/symbols" placeholder="Part of a module's name or debug id" q />
        <Loaded load=symbols skeleton=table_skeleton view />
    }
}

fn show(list: SymbolList, q: Option<String>, is_later: bool) -> AnyView {
    if !list.symbols.is_empty() {
        let at =
            |after: Option<&str>| query::url("/symbols", &[("q", q.as_deref()), ("after", after)]);
        let first = is_later.then(|| at(None));
        let next = list.next.map(|after| at(Some(&after)));
        return view! {
            <SymbolTable symbols=list.symbols />
            <PageLinks first next />
        }
        .into_any();
    }
    if q.is_some() || is_later {
        return view! {
            <EmptyState title="No symbol file matches">
                <p>
                    <a class="button" href="/symbols">
                        "Show all symbol files"
                    </a>
                </p>
            </EmptyState>
        }
        .into_any();
    }
    let origin = use_visit().origin;
    let commands = format!(
        "dump_syms --store symbols target/release/app\n\
         crash-store symbols upload symbols --url {origin} --key {KEY_PLACEHOLDER}"
    );
    view! {
        <EmptyState title="No symbol files yet">
            <p>
                "With the symbols of your programs, stacks show functions and lines. Make them with each build, and upload them:"
            </p>
            <CodeBlock what="commands" code=commands />
            <p>
                "Where it says cs_…, put a key: " <a href="/connect">"Send crashes"</a>
                " tells how to get one. Dumps that came before are read again."
            </p>
        </EmptyState>
    }
    .into_any()
}
