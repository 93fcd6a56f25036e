//! Who is signed in, and the way out.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::Logout;

/// Signing out is a plain form: the page that follows is loaded anew and knows
/// nothing of the session any more.
#[component]
pub(crate) fn AccountBar(email: String) -> impl IntoView {
    view! {
        <span class="header__account" title=email.clone()>
            {email.clone()}
        </span>
        <form method="post" action=Logout::url()>
            <button class="button button--quiet" type="submit">
                "Sign out"
            </button>
        </form>
    }
}
