//! Why a change failed as a whole.

use leptos::prelude::*;

use super::alert::{Alert, Tone};
use crate::AppError;
use crate::change::Change;

/// Shows an error that belongs to no field.
#[component]
pub(crate) fn ChangeError(change: Change) -> impl IntoView {
    move || {
        let error = change
            .error()
            .filter(|error| !matches!(error, AppError::Invalid(_)));
        error.map(|error| view! { <Alert tone=Tone::Danger>{explain(&error)}</Alert> })
    }
}

/// Whoever has to sign in again does it beside the page: what is typed stays.
fn explain(error: &AppError) -> AnyView {
    if *error != AppError::Unauthenticated {
        return error.to_string().into_any();
    }
    view! {
        "Your session has ended. "
        <a href="/login" target="_blank" rel="external">
            "Sign in in a new tab"
        </a>
        ", come back and try again: nothing that you typed is lost."
    }
    .into_any()
}
