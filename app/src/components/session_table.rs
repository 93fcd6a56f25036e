//! Sessions in rows, each with its end.

use leptos::prelude::*;

use super::change_form::ChangeForm;
use super::moment::Moment;
use super::table::{Column, Table};
use crate::api::OwnSession;
use crate::change::Change;

const COLUMNS: &[Column] = &[
    Column::text("Signed in with"),
    Column::text("Address"),
    Column::text("Last used"),
    Column::text("Signed in"),
    Column::text("Change"),
];

#[component]
pub(crate) fn SessionTable(
    sessions: Vec<OwnSession>,
    change: Change,
    on_ended: Callback<String>,
) -> impl IntoView {
    let row = move |session: OwnSession| {
        let end = format!("End the session of {}", session.client);
        let last = if session.is_current {
            view! { <span class="tag">"This session"</span> }.into_any()
        } else {
            view! {
                <ChangeForm change class="" on_done=on_ended>
                    <input type="hidden" name="id" value=session.id />
                    <button
                        class="button button--small"
                        type="submit"
                        aria-label=end
                        aria-disabled=move || change.is_under_way().then_some("true")
                    >
                        "End"
                    </button>
                </ChangeForm>
            }
            .into_any()
        };
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name" title=session.user_agent>
                    {session.client}
                </th>
                <td role="cell">{session.address}</td>
                <td role="cell" class="table__time table__named" data-name="Last used">
                    <Moment at=session.last_used />
                </td>
                <td role="cell" class="table__time table__named" data-name="Signed in">
                    <Moment at=session.began />
                </td>
                <td role="cell">{last}</td>
            </tr>
        }
    };
    view! {
        <Table caption="Sessions" columns=COLUMNS>
            {sessions.into_iter().map(row).collect_view()}
        </Table>
    }
}
