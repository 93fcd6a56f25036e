//! Making a client.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::CreateClient;
use crate::change::Change;
use crate::components::{ChangeError, ChangeForm, ClientFields, SubmitButton};
use crate::new_secret::use_new_secret;

#[component]
pub(crate) fn NewClientPage() -> impl IntoView {
    let change = Change::by::<CreateClient>();
    let new_secret = use_new_secret();
    let navigate = use_navigate();
    let on_done = Callback::new(move |answer: String| {
        let Some(id) = new_secret.keep(&answer) else {
            return;
        };
        // Back leads to the list: this form has done its work.
        let options = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&format!("/clients/{id}"), options);
    });
    view! {
        <Title text="New client" />
        <section class="card">
            <h1>"New client"</h1>
            <ChangeForm change class="form" on_done>
                <ChangeError change />
                <ClientFields
                    name=String::new()
                    upload=true
                    read=false
                    write=false
                    last_day=String::new()
                    change
                />
                <SubmitButton change>"Create client"</SubmitButton>
            </ChangeForm>
        </section>
    }
}
