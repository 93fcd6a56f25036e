//! A page of the list.

use leptos::prelude::*;
use model::SignatureId;

use crate::api::{Dump, ListQuery};
use crate::components::{DumpTable, EmptyState, FirstDump, Pagination};
use crate::draw::draw;

/// One page of the dumps that `query` asks for.
pub(crate) struct Listing {
    pub(crate) query: ListQuery,
    pub(crate) rows: Vec<Dump>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
    /// The group of crashes that the list is of.
    pub(crate) signature: Option<(SignatureId, String)>,
}

impl Listing {
    pub(crate) fn draw(self) -> String {
        draw(|| self.view())
    }

    fn view(self) -> impl IntoView {
        let Self {
            query,
            rows,
            next,
            signature,
        } = self;
        let group = signature.map(|(id, signature)| {
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
        let rows = if rows.is_empty() {
            nothing(query)
        } else {
            view! {
                <DumpTable dumps=rows list=query.clone() />
                <Pagination query next />
            }
            .into_any()
        };
        view! {
            {group}
            {rows}
        }
    }
}

/// Why there is no row, and what to do about it.
fn nothing(query: ListQuery) -> AnyView {
    if query.get("after").is_some() {
        return view! {
            <EmptyState title="No more dumps">
                <Pagination query next=None />
            </EmptyState>
        }
        .into_any();
    }
    if !query.is_filtered() {
        return FirstDump().into_any();
    }
    view! {
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
    .into_any()
}
