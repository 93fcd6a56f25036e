//! All accounts.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::{Account, ListUsers};
use crate::components::{EmptyState, Loaded, UserTable, table_skeleton};
use crate::load::Load;

#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    let parameters = use_query_map();
    let q = move || {
        let parameters = parameters.read();
        let q = parameters.get_str("q").filter(|text| !text.is_empty());
        q.map(str::to_owned)
    };
    let users = Load::new(move || ListUsers { q: q() });
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
        <form class="filter" role="search" method="get" action="/users">
            <div class="field filter__search">
                <label class="field__label" for="q">
                    "Search"
                </label>
                <input class="input" id="q" name="q" type="search" placeholder="Email" value=q />
            </div>
            <div class="filter__actions">
                <button class="button" type="submit">
                    "Filter"
                </button>
            </div>
        </form>
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
