//! What lies where, and what room is left.

use leptos::prelude::*;
use model::{Database, Storage, TierUse};

use super::size::Size;
use super::table::{Column, Table};
use crate::format::with_separators;

const COLUMNS: &[Column] = &[
    Column::text("Place"),
    Column::number("Dumps"),
    Column::number("Uploaded"),
    Column::number("On disk"),
    Column::number("Free"),
];
const ELSEWHERE: &str = "–";

#[component]
pub(crate) fn StorageTable(storage: Storage, database: Database) -> impl IntoView {
    let tier = |name, tier: TierUse, free: Option<u64>| {
        let free = match free {
            Some(bytes) => view! { <Size bytes /> }.into_any(),
            None => ELSEWHERE.into_any(),
        };
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name">
                    {name}
                </th>
                <td role="cell" class="table__number">
                    {with_separators(tier.amount.dumps)}
                </td>
                <td role="cell" class="table__number">
                    <Size bytes=tier.amount.bytes />
                </td>
                <td role="cell" class="table__number">
                    <Size bytes=tier.stored_bytes />
                </td>
                <td role="cell" class="table__number">
                    {free}
                </td>
            </tr>
        }
    };
    let used = storage.used;
    let archive = storage.archive_free_bytes;
    view! {
        <Table caption="Storage" columns=COLUMNS>
            {tier("Dumps", used.hot, Some(storage.free_bytes))}
            {archive.map(|free| tier("Archive", used.archive, Some(free)))}
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name">
                    {database.kind}
                </th>
                <td role="cell" class="table__number">
                    {ELSEWHERE}
                </td>
                <td role="cell" class="table__number">
                    {ELSEWHERE}
                </td>
                <td role="cell" class="table__number">
                    <Size bytes=database.bytes />
                </td>
                <td role="cell" class="table__number">
                    {ELSEWHERE}
                </td>
            </tr>
        </Table>
        {archive
            .is_none()
            .then(|| {
                view! {
                    <p>
                        "There is no archive. With a folder under "<code>"[archive] dir"</code>
                        ", dumps that are seldom looked at can move there, compressed."
                    </p>
                }
            })}
    }
}
