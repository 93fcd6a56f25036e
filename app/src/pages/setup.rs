//! Making the first administrator, by the link that the server printed.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::{CompleteSetup, complete_setup};
use crate::browser::go_to;
use crate::change::Change;
use crate::components::{Credentials, CredentialsForm, PasswordKind};
use crate::visit::use_visit;

#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let card = if use_visit().needs_setup {
        view! { <SetupCard /> }.into_any()
    } else {
        view! { <Closed /> }.into_any()
    };
    view! {
        <Title text="Set up" />
        <section class="card">{card}</section>
    }
}

#[component]
fn SetupCard() -> impl IntoView {
    let token = use_query_map()
        .read_untracked()
        .get("token")
        .unwrap_or_default();
    let change = Change::by::<CompleteSetup>();
    let carries = ("token", token.clone());
    let on_submit = Callback::new(move |Credentials { email, password }| {
        let token = token.clone();
        change.run(async move {
            let path = complete_setup(token, email, password).await?;
            go_to(&path);
            Ok(())
        });
    });
    view! {
        <h1>"Welcome to Crash Store"</h1>
        <p>"Create the first administrator. This link works once."</p>
        <CredentialsForm
            url=CompleteSetup::url()
            carries
            password=PasswordKind::New
            button="Create account"
            change
            on_submit
        />
    }
}

#[component]
fn Closed() -> impl IntoView {
    view! {
        <h1>"This link is not good any more"</h1>
        <p>
            "There is an administrator already. On the server, "
            <code>"crash-store createsuperuser"</code> " makes another one."
        </p>
        <p>
            <a class="button button--primary" href="/login">
                "Go to sign-in"
            </a>
        </p>
    }
}
