//! Pages for members, and for administrators alone.

use leptos::prelude::*;

use super::error_view::ErrorView;
use super::sign_in_redirect::SignInRedirect;
use crate::AppError;
use crate::visit::use_visit;

/// Shows a page to whoever is signed in, and the sign-in page to everybody else.
///
/// It spares visitors a page full of refusals; what they may do is decided in the
/// server functions.
pub(crate) fn signed_in(page: fn() -> AnyView) -> AnyView {
    if use_visit().email.is_some() {
        page()
    } else {
        view! { <SignInRedirect /> }.into_any()
    }
}

/// As [`signed_in`]; to whoever is no administrator it says so.
pub(crate) fn for_staff(page: fn() -> AnyView) -> AnyView {
    let visit = use_visit();
    if visit.email.is_none() || visit.is_staff {
        return signed_in(page);
    }
    #[cfg(feature = "ssr")]
    crate::context::set_status(http::StatusCode::FORBIDDEN);
    view! { <ErrorView error=AppError::Forbidden /> }.into_any()
}
