//! Dumps in rows.

use leptos::prelude::*;

use super::archived_tag::ArchivedTag;
use super::copyable::Copyable;
use super::icons::Icon;
use super::label_link::LabelLink;
use super::moment::Moment;
use super::size::Size;
use super::sorted_column::SortedColumn;
use crate::api::{Dump, ListQuery};
use crate::selection;

const NAME: SortedColumn = SortedColumn {
    heading: "Name",
    class: "table__name",
    ascending: "original_name",
    descending: "-original_name",
};
const LABEL: SortedColumn = SortedColumn {
    heading: "Label",
    class: "table__label",
    ascending: "label",
    descending: "-label",
};
const SIZE: SortedColumn = SortedColumn {
    heading: "Size",
    class: "table__number table__size",
    ascending: "size",
    descending: "-size",
};
const UPLOADED: SortedColumn = SortedColumn {
    heading: "Uploaded",
    class: "table__time",
    ascending: "time",
    descending: "-time",
};
const ID: SortedColumn = SortedColumn {
    heading: "Id",
    class: "table__number table__id",
    ascending: "id",
    descending: "-id",
};

/// The roles repeat what the elements say: on narrow windows rows are laid out as
/// cards, and some browsers then forget that this is a table.
#[component]
pub(crate) fn DumpTable(
    dumps: Vec<Dump>,
    /// What they are a page of: then the rows can be sorted and ticked, and more.
    #[prop(optional)]
    list: Option<ListQuery>,
) -> impl IntoView {
    let heading = |column: &SortedColumn| match &list {
        // As the server sorts what asks for no order.
        Some(list) => column.sorting(list, ID.descending),
        None => column.plain(),
    };
    let rows = dumps.into_iter().map({
        let list = list.clone();
        move |dump| view! { <Row dump list=list.clone() /> }
    });
    view! {
        <table class="table table--dumps" role="table">
            <caption class="visually-hidden">"Dumps"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {list.as_ref().map(|_| view! { <SelectPage /> })} {heading(&NAME)}
                    <th role="columnheader" scope="col" class="table__crash">
                        "Crash"
                    </th> {heading(&LABEL)} {heading(&SIZE)} {heading(&UPLOADED)}
                    <th role="columnheader" scope="col" class="table__hash">
                        "SHA-256"
                    </th> {heading(&ID)}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn SelectPage() -> impl IntoView {
    view! {
        <th role="columnheader" scope="col" class="table__select">
            <input
                type="checkbox"
                name=selection::PAGE
                autocomplete="off"
                aria-label="Select this page"
            />
        </th>
    }
}

#[component]
fn Select(id: String, name: String) -> impl IntoView {
    view! {
        <td role="cell" class="table__select">
            <input
                type="checkbox"
                name=selection::ROW
                autocomplete="off"
                value=id
                aria-label=format!("Select {name}")
            />
        </td>
    }
}

#[component]
fn Row(dump: Dump, list: Option<ListQuery>) -> impl IntoView {
    let href = format!("/dumps/{}", dump.id);
    // The page of a dump leads on to those beside it in this list, and back to this place in it.
    let href = list
        .as_ref()
        .map_or_else(|| href.clone(), |list| list.url_of(&href));
    // Enough to tell dumps apart by eye.
    let short = dump.sha256.chars().take(12).collect::<String>();
    let hash = if list.is_some() {
        view! { <Copyable what="SHA-256" short text=dump.sha256 /> }.into_any()
    } else {
        view! { <code title=dump.sha256>{short}</code> }.into_any()
    };
    let select = list.map(|_| {
        let name = dump.original_name.clone();
        view! { <Select id=dump.id.to_string() name /> }
    });
    view! {
        <tr role="row">
            {select} <th role="rowheader" scope="row" class="table__name">
                <a href=href>{dump.original_name}</a>
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
            </th> <td role="cell" class="table__crash">
                {dump
                    .crash
                    .map(|(id, signature)| {
                        view! {
                            <a href=format!("/crashes/{id}") title=signature.clone()>
                                {signature.clone()}
                            </a>
                        }
                    })}
            </td> <td role="cell" class="table__label">
                {(!dump.label.is_empty()).then(|| view! { <LabelLink label=dump.label /> })}
            </td> <td role="cell" class="table__number table__size">
                <Size bytes=dump.size />
            </td> <td role="cell" class="table__time">
                <Moment at=dump.time />
            </td> <td role="cell" class="table__hash">
                {hash}
            </td> <td role="cell" class="table__number table__id">
                {dump.id.to_string()}
            </td>
        </tr>
    }
}
