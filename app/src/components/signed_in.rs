//! Pages for members.

use leptos::prelude::*;

use super::sign_in_redirect::SignInRedirect;
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
