//! Modules without symbols in rows, each with what brings them.

use leptos::prelude::*;

use super::code_block::CodeBlock;
use super::moment::Moment;
use super::table::{Column, Table};
use crate::api::MissingModule;
use crate::format::dumps_in_words;

const COLUMNS: &[Column] = &[
    Column::text("Module"),
    Column::number("Dumps"),
    Column::text("Last seen"),
    Column::text("Commands"),
];

#[component]
pub(crate) fn MissingTable(modules: Vec<MissingModule>) -> impl IntoView {
    let row = |module: MissingModule| {
        let what = format!("commands for {}", module.debug_file);
        let summary = format!("Commands for {}", module.debug_file);
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name">
                    {module.debug_file}
                    " "
                    {module
                        .is_system_library
                        .then(|| view! { <span class="tag">"System library"</span> })}
                    {module
                        .is_broken
                        .then(|| view! { <span class="tag">"Symbol file broken"</span> })}
                    <span class="table__note">
                        <code>{module.debug_id}</code>
                        " "
                        {module.platform}
                    </span>
                </th>
                <td role="cell" class="table__number table__size">
                    {dumps_in_words(module.dumps)}
                </td>
                <td role="cell" class="table__time">
                    <Moment at=module.last_seen />
                </td>
                <td role="cell" class="table__wide table__commands">
                    <details class="snippet">
                        <summary aria-label=summary>"Commands"</summary>
                        <CodeBlock what code=module.commands />
                    </details>
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Missing symbols" columns=COLUMNS>
            {modules.into_iter().map(row).collect_view()}
        </Table>
    }
}
