//! All labels.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{LabelList, ListLabels};
use crate::components::{EmptyState, LabelTable, Loaded, SearchForm, table_skeleton};
use crate::load::Load;
use crate::query::use_parameter;

#[component]
pub(crate) fn LabelsPage() -> impl IntoView {
    let q = use_parameter("q");
    let labels = Load::new(move || ListLabels { q: q.get() });
    let view = move |labels| show(labels, q.get_untracked().is_some());
    view! {
        <Title text="Labels" />
        <header class="page__header">
            <h1>"Labels"</h1>
        </header>
        <SearchForm path="/labels" placeholder="Part of a label" q />
        <Loaded load=labels skeleton=table_skeleton view />
    }
}

fn show(list: LabelList, is_search: bool) -> AnyView {
    if !list.labels.is_empty() {
        let more = list.has_more.then(|| {
            view! { <p>"There are more; the search finds those that are not shown."</p> }
        });
        return view! {
            <LabelTable labels=list.labels />
            {more}
        }
        .into_any();
    }
    if is_search {
        return view! {
            <EmptyState title="No label matches">
                <p>
                    <a class="button" href="/labels">
                        "Show all labels"
                    </a>
                </p>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState title="No labels yet">
            <p>
                "A label says what a dump belongs to: a version, a machine, a customer. Uploaders send one along, and every dump's page can change it."
            </p>
            <p>
                <a class="button" href="/dumps">
                    "Show all dumps"
                </a>
            </p>
        </EmptyState>
    }
    .into_any()
}
