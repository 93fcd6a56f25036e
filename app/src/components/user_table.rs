//! Accounts in rows.

use leptos::prelude::*;

use super::moment::Moment;
use super::table::{Column, Table};
use crate::api::Account;

const COLUMNS: &[Column] = &[
    Column::text("Email"),
    Column::text("Role"),
    Column::text("Last sign-in"),
];

#[component]
pub(crate) fn UserTable(users: Vec<Account>) -> impl IntoView {
    let row = |user: Account| {
        let role = if user.is_staff {
            "Administrator"
        } else {
            "Member"
        };
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="table__name">
                    <a href=format!("/users/{}", user.id)>{user.email}</a>
                    {(!user.is_active)
                        .then(|| view! { <span class="tag tag--danger">"Deactivated"</span> })}
                </th>
                <td role="cell" class="table__size">
                    {role}
                </td>
                <td role="cell" class="table__time">
                    {last_sign_in(user.last_login)}
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Users" columns=COLUMNS>
            {users.into_iter().map(row).collect_view()}
        </Table>
    }
}

pub(crate) fn last_sign_in(at: Option<i64>) -> AnyView {
    match at {
        Some(at) => view! { <Moment at /> }.into_any(),
        None => "Never signed in".into_any(),
    }
}
