//! All accounts.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{Account, ListUsers};
use crate::components::{EmptyState, Loaded, SearchForm, UserTable, table_skeleton};
use crate::load::Load;
use crate::query::use_parameter;

#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    let q = use_parameter("q");
    let users = Load::new(move || ListUsers { q: q.get() });
    view! {
        <Title text="Users" />
        <header class="page__header">
            <h1>"Users"</h1>
            <div class="page__actions">
                <a class="button button--primary" href="/users/new">
                    "New user"
                </a>
            </div>
        </header>
        <SearchForm path="/users" placeholder="Email" q />
        <Loaded load=users skeleton=table_skeleton view=show />
    }
}

fn show(users: Vec<Account>) -> AnyView {
    if users.is_empty() {
        view! {
            <EmptyState title="No user matches">
                <p>
                    <a class="button" href="/users">
                        "Show all users"
                    </a>
                </p>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <UserTable users /> }.into_any()
    }
}
