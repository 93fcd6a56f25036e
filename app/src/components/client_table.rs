//! Clients in rows.

use leptos::prelude::*;
use model::ClientState;

use super::client_tag::ClientTag;
use super::moment::Moment;
use super::table::{Column, Table};
use crate::api::Client;

const COLUMNS: &[Column] = &[
    Column::text("Name"),
    Column::text("Scopes"),
    Column::text("Last used"),
];

#[component]
pub(crate) fn ClientTable(clients: Vec<Client>) -> impl IntoView {
    let row = |client: Client| {
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name">
                    <a href=format!("/clients/{}", client.id)>{client.name.clone()}</a>
                </th>
                <td role="cell" class="table__size">
                    {match client.state {
                        ClientState::Active => scopes(&client).into_any(),
                        state => view! { <ClientTag state /> }.into_any(),
                    }}
                </td>
                <td role="cell" class="table__time">
                    {last_use(client.last_used)}
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Clients" columns=COLUMNS>
            {clients.into_iter().map(row).collect_view()}
        </Table>
    }
}

/// `upload, read`
fn scopes(client: &Client) -> String {
    let scopes = [
        (client.upload, "upload"),
        (client.read, "read"),
        (client.write, "write"),
    ];
    let granted = scopes.into_iter().filter(|(is_granted, _)| *is_granted);
    granted.map(|(_, name)| name).collect::<Vec<_>>().join(", ")
}

pub(crate) fn last_use(at: Option<i64>) -> AnyView {
    match at {
        Some(at) => view! { <Moment at /> }.into_any(),
        None => "Never used".into_any(),
    }
}
