//! Rows under headings.

use leptos::prelude::*;

/// What a column is headed by, and how it looks.
pub(crate) struct Column {
    pub(crate) heading: &'static str,
    pub(crate) class: &'static str,
}

impl Column {
    pub(crate) const fn text(heading: &'static str) -> Self {
        Self { heading, class: "" }
    }

    pub(crate) const fn number(heading: &'static str) -> Self {
        Self {
            heading,
            class: "table__number",
        }
    }
}

/// The roles here and in the rows repeat what the elements say: on narrow windows rows are
/// laid out as cards, and some browsers then forget that this is a table.
#[component]
pub(crate) fn Table(
    /// What it shows, for screen readers and tests.
    caption: &'static str,
    columns: &'static [Column],
    children: Children,
) -> impl IntoView {
    let heading = |column: &Column| {
        view! {
            <th role="columnheader" scope="col" class=column.class>
                {column.heading}
            </th>
        }
    };
    view! {
        <table class="table" role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">{columns.iter().map(heading).collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{children()}</tbody>
        </table>
    }
}
