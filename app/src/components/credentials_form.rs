//! Email and password: the form behind signing in, registering and setting up.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::change_error::ChangeError;
use super::field::Field;
use crate::browser::field_text;
use crate::change::Change;

/// Whether the password is one that exists; browsers offer to fill in or to make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasswordKind {
    Current,
    New,
}

/// What somebody has typed.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) email: String,
    pub(crate) password: String,
}

#[component]
pub(crate) fn CredentialsForm(
    /// The server function that takes the form without JavaScript.
    url: &'static str,
    /// Name and value of a field that the form carries along.
    carries: (&'static str, String),
    password: PasswordKind,
    button: &'static str,
    change: Change,
    on_submit: Callback<Credentials>,
) -> impl IntoView {
    let (autocomplete, hint) = match password {
        PasswordKind::Current => ("current-password", None),
        PasswordKind::New => (
            "new-password",
            Some("At least 8 characters; not only digits, and not a common password."),
        ),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_submit.run(Credentials {
            email: field_text(&event, "email"),
            password: field_text(&event, "password"),
        });
    };
    view! {
        <form class="form" method="post" action=url on:submit=submit>
            <ChangeError change />
            <input type="hidden" name=carries.0 value=carries.1 />
            <Field label="Email" name="email" kind="email" autocomplete="username" change />
            <Field label="Password" name="password" kind="password" autocomplete hint change />
            <button
                class="button button--primary"
                type="submit"
                // When it is done, another page is on its way.
                disabled=move || change.is_under_way() || change.is_done()
            >
                {button}
            </button>
        </form>
    }
}
