//! What is shown at an address that leads nowhere.

use leptos::prelude::*;

use crate::components::NotFound;

#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(http::StatusCode::NOT_FOUND);
    view! { <NotFound /> }
}
