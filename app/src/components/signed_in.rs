//! Pages for members.

use leptos::either::Either;
use leptos::prelude::*;

use super::sign_in_redirect::SignInRedirect;
use crate::visit::use_visit;

/// Shows a page to whoever is signed in, and the sign-in page to everybody else.
///
/// It spares visitors a page full of refusals; what they may do is decided in the
/// server functions.
#[component]
pub(crate) fn SignedIn<P, V>(page: P) -> impl IntoView
where
    P: FnOnce() -> V,
    V: IntoView + 'static,
{
    if use_visit().email.is_some() {
        Either::Left(page())
    } else {
        Either::Right(view! { <SignInRedirect /> })
    }
}
