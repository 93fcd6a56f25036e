//! Where an error that a page throws is shown.

use leptos::children::TypedChildren;
use leptos::error::Errors;
use leptos::prelude::*;

use super::error_view::ErrorView;
use crate::AppError;

/// Shows the page, or what went wrong in place of it.
#[component]
pub(crate) fn Boundary<C>(children: TypedChildren<C>) -> impl IntoView
where
    C: IntoView + Send + 'static,
{
    let fallback = |errors: ArcRwSignal<Errors>| {
        let errors = errors.read_untracked();
        let error = errors
            .iter()
            .next()
            .map(|(_, error)| AppError::caught(error));
        error.map(|error| view! { <ErrorView error /> })
    };
    view! { <ErrorBoundary fallback>{children.into_inner()()}</ErrorBoundary> }
}
