//! Dumps in rows.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use model::DumpId;

use super::archived_tag::ArchivedTag;
use super::copyable::Copyable;
use super::icons::Icon;
use super::label_link::LabelLink;
use super::moment::Moment;
use super::size::Size;
use super::sorted_column::SortedColumn;
use crate::api::{Dump, ListQuery};
use crate::selection::{Reach, Selection};

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

/// The list that a table of dumps is a page of.
#[derive(Clone)]
pub(crate) struct PageOfDumps {
    pub(crate) query: ListQuery,
    pub(crate) selection: Selection,
}

/// The roles repeat what the elements say: on narrow windows rows are laid out as
/// cards, and some browsers then forget that this is a table.
#[component]
pub(crate) fn DumpTable(
    dumps: Vec<Dump>,
    /// With it the rows can be sorted and ticked, and more. Without it nothing here needs a
    /// browser's half.
    #[prop(optional)]
    page: Option<PageOfDumps>,
) -> impl IntoView {
    let query = page.as_ref().map(|page| &page.query);
    let heading = |column: &SortedColumn| match query {
        // As the server sorts what asks for no order.
        Some(query) => column.sorting(query, ID.descending),
        None => column.plain(),
    };
    let rows = dumps.into_iter().map({
        let page = page.clone();
        move |dump| view! { <Row dump page=page.clone() /> }
    });
    view! {
        <table class="table table--dumps" role="table">
            <caption class="visually-hidden">"Dumps"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {page.as_ref().map(|page| view! { <SelectPage selection=page.selection /> })}
                    {heading(&NAME)} <th role="columnheader" scope="col" class="table__crash">
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
fn SelectPage(selection: Selection) -> impl IntoView {
    view! {
        <th role="columnheader" scope="col" class="table__select">
            <input
                type="checkbox"
                aria-label="Select this page"
                prop:checked=move || selection.is_whole_page()
                on:change=move |_| selection.toggle_page()
            />
        </th>
    }
}

#[component]
fn Select(id: DumpId, name: String, selection: Selection) -> impl IntoView {
    let toggle = move |event: MouseEvent| {
        let reach = if event.shift_key() {
            Reach::Range
        } else {
            Reach::Row
        };
        selection.toggle(id, reach);
    };
    view! {
        <td role="cell" class="table__select">
            <input
                type="checkbox"
                aria-label=format!("Select {name}")
                prop:checked=move || selection.is_ticked(id)
                on:click=toggle
            />
        </td>
    }
}

#[component]
fn Row(dump: Dump, page: Option<PageOfDumps>) -> impl IntoView {
    let href = format!("/dumps/{}", dump.id);
    // The page of a dump leads on to those beside it in this list, and back to this place in it.
    let href = page
        .as_ref()
        .map_or_else(|| href.clone(), |page| page.query.url_of(&href));
    // Enough to tell dumps apart by eye.
    let short = dump.sha256.chars().take(12).collect::<String>();
    let hash = if page.is_some() {
        view! { <Copyable what="SHA-256" short text=dump.sha256 /> }.into_any()
    } else {
        view! { <code title=dump.sha256>{short}</code> }.into_any()
    };
    let select = page.map(|page| {
        let name = dump.original_name.clone();
        view! { <Select id=dump.id name selection=page.selection /> }
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
