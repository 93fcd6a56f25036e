//! What would make stacks readable, and the commands that bring it.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{ListMissingSymbols, MissingModuleList};
use crate::components::{EmptyState, Loaded, MissingTable, PageLinks, table_skeleton};
use crate::load::Load;
use crate::query::{self, use_parameter};

const PATH: &str = "/symbols/missing";

#[component]
pub(crate) fn MissingSymbolsPage() -> impl IntoView {
    let after = use_parameter("after");
    let missing = Load::new(move || ListMissingSymbols { after: after.get() });
    let view = move |missing| show(missing, after.get_untracked().is_some());
    view! {
        <Title text="Missing symbols" />
        <header class="page__header">
            <h1>"Missing symbols"</h1>
            <div class="page__actions">
                <a class="button" href="/symbols">
                    "All symbols"
                </a>
            </div>
        </header>
        <Loaded load=missing skeleton=table_skeleton view />
    }
}

fn show(list: MissingModuleList, is_later: bool) -> AnyView {
    if list.modules.is_empty() && !is_later {
        return view! {
            <EmptyState title="Nothing is missing">
                <p>
                    "No dump lacks symbols that could be brought. When one does, its modules are listed here, with the commands that bring their symbols."
                </p>
                <p>
                    <a class="button" href="/symbols">
                        "Show all symbols"
                    </a>
                </p>
            </EmptyState>
        }
        .into_any();
    }
    let has_system_library = list.modules.iter().any(|module| module.is_system_library);
    let first = is_later.then(|| PATH.to_owned());
    let at = |after: String| query::url(PATH, &[("after", Some(&after))]);
    view! {
        <p>
            "The modules whose symbols would make most dumps more readable come first. Run the commands where the program was built, with a key in place of cs_…; dumps that lacked them are then read again by themselves."
        </p>
        {has_system_library.then(|| of_system(list.has_upstream))}
        <MissingTable modules=list.modules />
        <PageLinks first next=list.next.map(at) />
    }
    .into_any()
}

/// Who has the symbols of system libraries.
fn of_system(has_upstream: bool) -> impl IntoView {
    let text = if has_upstream {
        "System libraries come with the system. The symbol servers of this installation are asked for them; those that are listed they do not have, or not yet."
    } else {
        "System libraries come with the system, and their makers have symbol servers. This server asks those that an administrator names in its configuration as "
    };
    view! {
        <p>
            {text}
            {(!has_upstream)
                .then(|| {
                    view! {
                        <code>"[symbols] upstream"</code>
                        "."
                    }
                })}
        </p>
    }
}
