//! Signing in.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::Login;
use crate::change::Change;
use crate::components::{Alert, CredentialsForm, Leave, PasswordKind, Tone};
use crate::next_path::NextPath;
use crate::query::use_parameters;
use crate::visit::use_visit;

#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let next = NextPath::of_query(&use_parameters().read_untracked());
    if use_visit().email.is_some() {
        let path = next.as_str().to_owned();
        view! { <Leave path /> }.into_any()
    } else {
        view! { <LoginCard next /> }.into_any()
    }
}

#[component]
fn LoginCard(next: NextPath) -> impl IntoView {
    let visit = use_visit();
    let register_url = next.register_url();
    let next = next.as_str().to_owned();
    let change = Change::by::<Login>();
    view! {
        <Title text="Sign in" />
        <section class="card">
            <h1>"Sign in"</h1>
            {visit
                .needs_setup
                .then(|| {
                    view! {
                        <Alert tone=Tone::Info>
                            "There is no administrator yet. Open the set-up link that the server "
                            "printed when it started."
                        </Alert>
                    }
                })}
            <CredentialsForm change password=PasswordKind::Current button="Sign in">
                <input type="hidden" name="next" value=next />
            </CredentialsForm>
            {(visit.allow_registration && !visit.needs_setup)
                .then(|| {
                    view! {
                        <p class="card__aside">
                            "No account yet? " <a href=register_url>"Create one"</a>
                        </p>
                    }
                })}
        </section>
    }
}
