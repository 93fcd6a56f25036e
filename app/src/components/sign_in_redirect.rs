//! The way to the sign-in page and back to this one.

use leptos::prelude::*;

use super::leave::Leave;
use crate::next_path::NextPath;

#[component]
pub(crate) fn SignInRedirect() -> impl IntoView {
    let path = NextPath::parse(&current_path()).login_url();
    view! { <Leave path /> }
}

#[cfg(feature = "ssr")]
fn current_path() -> String {
    use_context::<http::request::Parts>()
        .and_then(|request| request.uri.path_and_query().map(ToString::to_string))
        .unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
fn current_path() -> String {
    let location = location();
    // A location without a path leads to the start page.
    let path = location.pathname().unwrap_or_default();
    path + &location.search().unwrap_or_default()
}
