//! Dumps in rows.

use leptos::prelude::*;

use super::archived_tag::ArchivedTag;
use super::copyable::Copyable;
use super::icons::Icon;
use super::label_link::LabelLink;
use super::moment::Moment;
use super::size::Size;
use crate::api::Dump;

/// The roles repeat what the elements say: on narrow windows rows are laid out as
/// cards, and some browsers then forget that this is a table.
#[component]
pub(crate) fn DumpTable(dumps: Vec<Dump>) -> impl IntoView {
    view! {
        <table class="table" role="table">
            <caption class="visually-hidden">"Dumps"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">
                        "Name"
                    </th>
                    <th role="columnheader" scope="col">
                        "Label"
                    </th>
                    <th role="columnheader" scope="col" class="table__number">
                        "Size"
                    </th>
                    <th role="columnheader" scope="col">
                        "Uploaded"
                    </th>
                    <th role="columnheader" scope="col">
                        "SHA-256"
                    </th>
                    <th role="columnheader" scope="col" class="table__number">
                        "Id"
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">
                {dumps.into_iter().map(|dump| view! { <Row dump /> }).collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn Row(dump: Dump) -> impl IntoView {
    // Enough to tell dumps apart by eye.
    let short = dump.sha256.chars().take(12).collect::<String>();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="table__name">
                <a href=format!("/dumps/{}", dump.id)>{dump.original_name}</a>
                {dump
                    .damage
                    .map(|_| {
                        view! {
                            <span class="tag tag--danger" title="The stored bytes are damaged">
                                {Icon::Warning.view()}
                                "Damaged"
                            </span>
                        }
                    })}
                <ArchivedTag archived_size=dump.archived_size />
            </th>
            <td role="cell" class="table__label">
                {(!dump.label.is_empty()).then(|| view! { <LabelLink label=dump.label /> })}
            </td>
            <td role="cell" class="table__number table__size">
                <Size bytes=dump.size />
            </td>
            <td role="cell" class="table__time">
                <Moment at=dump.time />
            </td>
            <td role="cell" class="table__hash">
                <Copyable what="SHA-256" short text=dump.sha256 />
            </td>
            <td role="cell" class="table__number table__id">
                {dump.id.to_string()}
            </td>
        </tr>
    }
}
