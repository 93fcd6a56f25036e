//! Making an account.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::Register;
use crate::change::Change;
use crate::components::{CredentialsForm, PasswordKind};
use crate::next_path::NextPath;
use crate::query::use_parameters;
use crate::visit::use_visit;

#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let next = NextPath::of_query(&use_parameters().read_untracked());
    let login_url = next.login_url();
    let form = if use_visit().allow_registration {
        view! { <RegisterForm next /> }.into_any()
    } else {
        view! { <p>"Registration is switched off here. Ask an administrator for an account."</p> }
            .into_any()
    };
    view! {
        <Title text="Create an account" />
        <section class="card">
            <h1>"Create an account"</h1>
            {form}
            <p class="card__aside">"Have an account? " <a href=login_url>"Sign in instead"</a></p>
        </section>
    }
}

#[component]
fn RegisterForm(next: NextPath) -> impl IntoView {
    let next = next.as_str().to_owned();
    let change = Change::by::<Register>();
    view! {
        <CredentialsForm change password=PasswordKind::New button="Create account">
            <input type="hidden" name="next" value=next />
        </CredentialsForm>
    }
}
