//! Labels in rows.

use leptos::prelude::*;

use super::label_link::LabelLink;
use super::moment::Moment;
use super::size::Size;
use super::table::{Column, Table};
use crate::api::LabelSummary;
use crate::format::with_separators;
use crate::query;

const COLUMNS: &[Column] = &[
    Column::text("Label"),
    Column::number("Dumps"),
    Column::number("Size"),
    Column::text("First seen"),
    Column::text("Last seen"),
    Column::text("Change"),
];

#[component]
pub(crate) fn LabelTable(labels: Vec<LabelSummary>) -> impl IntoView {
    let row = |summary: LabelSummary| {
        let rename = query::url("/labels/rename", &[("label", Some(&summary.label))]);
        let name = format!("Rename {}", summary.label);
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name">
                    <LabelLink label=summary.label />
                </th>
                <td role="cell" class="table__number table__named" data-name="Dumps">
                    {with_separators(summary.dumps)}
                </td>
                <td role="cell" class="table__number table__size">
                    <Size bytes=summary.bytes />
                </td>
                <td role="cell" class="table__time table__named" data-name="First seen">
                    <Moment at=summary.first_seen />
                </td>
                <td role="cell" class="table__time table__named" data-name="Last seen">
                    <Moment at=summary.last_seen />
                </td>
                <td role="cell">
                    <a href=rename aria-label=name>
                        "Rename"
                    </a>
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Labels" columns=COLUMNS>
            {labels.into_iter().map(row).collect_view()}
        </Table>
    }
}
