//! A column by which a list can be sorted.

use leptos::prelude::*;

use crate::api::ListQuery;

/// A column, and the orderings by it.
pub(crate) struct SortedColumn {
    pub(crate) heading: &'static str,
    pub(crate) class: &'static str,
    pub(crate) ascending: &'static str,
    pub(crate) descending: &'static str,
}

impl SortedColumn {
    /// What stands above it where nothing is sorted.
    pub(crate) fn plain(&self) -> AnyView {
        view! {
            <th role="columnheader" scope="col" class=self.class>
                {self.heading}
            </th>
        }
        .into_any()
    }

    /// Sorts the list by the column; once more, the other way round.
    pub(crate) fn sorting(
        &self,
        query: &ListQuery,
        // How the server sorts what asks for no order.
        default: &str,
    ) -> AnyView {
        let Self {
            heading,
            class,
            ascending,
            descending,
        } = *self;
        let order = query.get("order").unwrap_or(default);
        let (sorted, mark, other) = if order == ascending {
            ("ascending", "▲", descending)
        } else if order == descending {
            ("descending", "▼", ascending)
        } else {
            ("none", "", ascending)
        };
        view! {
            <th role="columnheader" scope="col" class=class aria-sort=sorted>
                <a class="table__sort" href=query.ordered(other).url()>
                    {heading}
                    <span aria-hidden="true">{mark}</span>
                </a>
            </th>
        }
        .into_any()
    }
}
