//! All clients.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{Client, ListClients};
use crate::components::{ClientTable, EmptyState, Loaded, table_skeleton};
use crate::load::Load;

#[component]
pub(crate) fn ClientsPage() -> impl IntoView {
    let clients = Load::new(|| ListClients {});
    view! {
        <Title text="Clients" />
        <header class="page__header">
            <h1>"Clients"</h1>
            <div class="page__actions">
                <a class="button button--primary" href="/clients/new">
                    "Create client"
                </a>
            </div>
        </header>
        <Loaded load=clients skeleton=table_skeleton view=show />
    }
}

fn show(clients: Vec<Client>) -> AnyView {
    if clients.is_empty() {
        view! {
            <EmptyState title="No clients yet">
                <p>
                    "A client is a program that sends or fetches dumps: an uploader, a build server. "
                    "It gets a secret of its own, which says what it may do and can be replaced or "
                    "revoked without touching any other."
                </p>
                <p>"Create one, and its page shows the commands that send its first dump."</p>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <ClientTable clients /> }.into_any()
    }
}
