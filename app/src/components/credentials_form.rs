//! Email and password: the form behind signing in, registering and setting up.

use leptos::prelude::*;

use super::change_error::ChangeError;
use super::change_form::ChangeForm;
use super::field::Field;
use crate::browser::go_to;
use crate::change::Change;
use crate::json;

/// Whether the password is one that exists; browsers offer to fill in or to make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasswordKind {
    Current,
    New,
}

/// For a server function that signs in and answers with the path to go to.
#[component]
pub(crate) fn CredentialsForm(
    change: Change,
    password: PasswordKind,
    button: &'static str,
    /// Fields that the form carries along.
    children: Children,
) -> impl IntoView {
    let (autocomplete, hint) = match password {
        PasswordKind::Current => ("current-password", None),
        PasswordKind::New => (
            "new-password",
            Some("At least 8 characters; not only digits, and not a common password."),
        ),
    };
    let on_done = Callback::new(|answer: String| {
        if let Ok(path) = json::read::<String>(&answer) {
            go_to(&path);
        }
    });
    view! {
        <ChangeForm change class="form" on_done>
            <ChangeError change />
            {children()}
            <Field label="Email" name="email" kind="email" autocomplete="username" change />
            <Field label="Password" name="password" kind="password" autocomplete hint change />
            <button
                class="button button--primary"
                type="submit"
                // When it is done, another page is on its way.
                disabled=move || change.is_done()
                aria-disabled=move || change.is_under_way().then_some("true")
            >
                {button}
            </button>
        </ChangeForm>
    }
}
