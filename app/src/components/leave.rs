//! A page that is only a step on the way to another one.

use leptos::prelude::*;

use crate::browser::go_to;

/// Leads to `path` on this server, which is loaded anew.
#[component]
pub(crate) fn Leave(path: String) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::redirect_page(&path);
    let href = path.clone();
    Effect::new(move || go_to(&path));
    view! {
        <p>
            <a href=href rel="external">
                "Continue"
            </a>
        </p>
    }
}
