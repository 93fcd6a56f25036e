//! Crashes that are the same, together: filtered, sorted, page by page.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{CRASHES, CrashPage, ListQuery, ListSignatures};
use crate::components::{
    EmptyState, Loaded, Pagination, SignatureFilter, SignatureTable, table_skeleton,
};
use crate::load::Load;
use crate::query::use_parameters;

#[component]
pub(crate) fn CrashesPage() -> impl IntoView {
    let parameters = use_parameters();
    let query = Memo::new(move |_| ListQuery::of_parameters(&CRASHES, &parameters.read()));
    let crashes = Load::new(move || ListSignatures {
        query: query.read().text(),
    });
    let view = move |page| show(query.get_untracked(), page);
    view! {
        <Title text="Crashes" />
        <header class="page__header">
            <h1>"Crashes"</h1>
            <a href="/crashes/rules">"Rules for signatures"</a>
        </header>
        <SignatureFilter query />
        <Loaded load=crashes skeleton=table_skeleton view />
    }
}

fn show(query: ListQuery, page: CrashPage) -> AnyView {
    if page.rows.is_empty() {
        return nothing(query, page.is_store_empty);
    }
    view! {
        <SignatureTable groups=page.rows query=query.clone() />
        <Pagination query next=page.next />
    }
    .into_any()
}

/// Why there is no row, and what to do about it.
fn nothing(query: ListQuery, is_store_empty: bool) -> AnyView {
    if query.get("after").is_some() {
        return view! {
            <EmptyState title="No more crashes">
                <Pagination query next=None />
            </EmptyState>
        }
        .into_any();
    }
    if is_store_empty {
        return view! {
            <EmptyState title="No crashes yet">
                <p>
                    "Every minidump is read when it has come. Those that crashed in the same place stand here together, with how often, in which versions and since when."
                </p>
                <p>
                    <a class="button button--primary" href="/connect">
                        "Send crashes"
                    </a>
                </p>
            </EmptyState>
        }
        .into_any();
    }
    let (title, why) = if query.is_filtered() {
        (
            "No crash matches",
            "The search looks for a part of the signature; product, version and platform must match as a whole.",
        )
    } else {
        (
            "No open crash",
            "Everything that has crashed is resolved or ignored. What comes back is shown here again.",
        )
    };
    view! {
        <EmptyState title>
            <p>{why}</p>
            <p>
                <a class="button" href="/crashes?state=any">
                    "Show all crashes"
                </a>
            </p>
        </EmptyState>
    }
    .into_any()
}
