//! The configuration in force.

use leptos::prelude::*;
use model::{ConfigKey, ConfigOrigin};

use super::table::{Column, Table};

const COLUMNS: &[Column] = &[
    Column::text("Key"),
    Column::text("Value"),
    Column::text("From"),
];

#[component]
pub(crate) fn ConfigTable(keys: Vec<ConfigKey>) -> impl IntoView {
    let row = |entry: ConfigKey| {
        let value = match entry.value {
            None => view! { <span class="tag">"Secret"</span> }.into_any(),
            Some(value) if value.is_empty() => "–".into_any(),
            Some(value) => view! { <code>{value}</code> }.into_any(),
        };
        let origin = match entry.origin {
            ConfigOrigin::Default => "Default",
            ConfigOrigin::File => "File",
            ConfigOrigin::Environment => "Environment",
        };
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">
                    <code>{format!("[{}] {}", entry.section, entry.key)}</code>
                </th>
                <td role="cell" class="table__prose table__wide">
                    {value}
                </td>
                <td role="cell">{origin}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Configuration" columns=COLUMNS>
            {keys.into_iter().map(row).collect_view()}
        </Table>
    }
}
