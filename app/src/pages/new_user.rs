//! Making an account for somebody.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::CreateUser;
use crate::change::Change;
use crate::components::{ChangeError, ChangeForm, CheckBox, Field, SubmitButton, use_toasts};

#[component]
pub(crate) fn NewUserPage() -> impl IntoView {
    let change = Change::by::<CreateUser>();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let on_done = Callback::new(move |_| {
        toasts.done("User created".to_owned());
        navigate("/users", NavigateOptions::default());
    });
    view! {
        <Title text="New user" />
        <section class="card">
            <h1>"New user"</h1>
            <ChangeForm change class="form" on_done>
                <ChangeError change />
                <Field label="Email" name="email" kind="email" autocomplete="off" change />
                <Field
                    label="Password"
                    name="password"
                    kind="password"
                    autocomplete="new-password"
                    hint="At least 8 characters; not only digits, and not a common password."
                    change
                />
                <CheckBox label="Administrator" name="is_staff" is_ticked=false />
                <SubmitButton change>"Create user"</SubmitButton>
            </ChangeForm>
        </section>
    }
}
