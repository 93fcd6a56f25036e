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
        error.map(|error| view! { <Alert tone=Tone::Danger>{error.to_string()}</Alert> })
    }
}
