//! Groups of crashes in rows.

use leptos::prelude::*;

use super::moment::Moment;
use super::signature_tag::SignatureTag;
use super::sorted_column::SortedColumn;
use crate::api::{CrashGroup, ListQuery};
use crate::format::with_separators;

const SIGNATURE: SortedColumn = SortedColumn {
    heading: "Signature",
    class: "table__name",
    ascending: "signature",
    descending: "-signature",
};
const CRASHES: SortedColumn = SortedColumn {
    heading: "Crashes",
    class: "table__number",
    ascending: "crashes",
    descending: "-crashes",
};
const FIRST_SEEN: SortedColumn = SortedColumn {
    heading: "First seen",
    class: "table__time",
    ascending: "first_seen",
    descending: "-first_seen",
};
const LAST_SEEN: SortedColumn = SortedColumn {
    heading: "Last seen",
    class: "table__time",
    ascending: "last_seen",
    descending: "-last_seen",
};

/// The roles repeat what the elements say: on narrow windows rows are laid out as
/// cards, and some browsers then forget that this is a table.
#[component]
pub(crate) fn SignatureTable(
    groups: Vec<CrashGroup>,
    /// The list that it is a page of.
    query: ListQuery,
) -> impl IntoView {
    // As the server sorts what asks for no order.
    let sorting = |column: &SortedColumn| column.sorting(&query, LAST_SEEN.descending);
    let plain = |heading: &'static str, class: &'static str| {
        view! {
            <th role="columnheader" scope="col" class=class>
                {heading}
            </th>
        }
    };
    let rows = groups.into_iter().map(|group| view! { <Row group /> });
    view! {
        <table class="table table--crashes" role="table">
            <caption class="visually-hidden">"Crashes"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {sorting(&SIGNATURE)} {plain("State", "")} {plain("Trend", "table__trend")}
                    {sorting(&CRASHES)} {plain("Versions", "table__origin")}
                    {plain("Platforms", "table__origin")} {sorting(&FIRST_SEEN)}
                    {sorting(&LAST_SEEN)}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(group: CrashGroup) -> impl IntoView {
    let href = format!("/crashes/{}", group.id);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="table__name">
                <a href=href title=group.signature.clone()>
                    {group.signature.clone()}
                </a>
            </th>
            <td role="cell" class="table__state">
                <SignatureTag standing=group.standing />
            </td>
            <td role="cell" class="table__trend" inner_html=group.sparkline></td>
            <td role="cell" class="table__number table__crashes">
                {with_separators(group.crashes)}
            </td>
            <td role="cell" class="table__origin">
                {group.versions}
            </td>
            <td role="cell" class="table__origin">
                {group.platforms}
            </td>
            <td role="cell" class="table__time table__first">
                <Moment at=group.first_seen />
            </td>
            <td role="cell" class="table__time table__last">
                <Moment at=group.last_seen />
            </td>
        </tr>
    }
}
