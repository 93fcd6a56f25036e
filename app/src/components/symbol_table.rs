//! Symbol files in rows.

use leptos::prelude::*;

use super::moment::Moment;
use super::size::Size;
use super::table::{Column, Table};
use crate::api::Symbol;

const COLUMNS: &[Column] = &[
    Column::text("Module"),
    Column::text("Debug id"),
    Column::number("Size"),
    Column::text("Uploaded"),
    Column::text("By"),
];

#[component]
pub(crate) fn SymbolTable(symbols: Vec<Symbol>) -> impl IntoView {
    let row = |symbol: Symbol| {
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name">
                    <a href=format!("/symbols/{}", symbol.id)>{symbol.debug_file}</a>
                </th>
                <td role="cell" class="table__wide">
                    <code>{symbol.debug_id}</code>
                </td>
                <td role="cell" class="table__number table__size">
                    <Size bytes=symbol.bytes />
                </td>
                <td role="cell" class="table__time">
                    <Moment at=symbol.uploaded />
                </td>
                <td role="cell" class="table__wide table__by">
                    {symbol.by}
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Symbols" columns=COLUMNS>
            {symbols.into_iter().map(row).collect_view()}
        </Table>
    }
}
