//! Making the first administrator, by the link that the server printed.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::CompleteSetup;
use crate::change::Change;
use crate::components::{CredentialsForm, PasswordKind};
use crate::query::use_parameter;
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
    let token = use_parameter("token").get_untracked().unwrap_or_default();
    let change = Change::by::<CompleteSetup>();
    view! {
        <h1>"Welcome to Crash Store"</h1>
        <p>"Create the first administrator. This link works once."</p>
        <CredentialsForm change password=PasswordKind::New button="Create account">
            <input type="hidden" name="token" value=token />
        </CredentialsForm>
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
