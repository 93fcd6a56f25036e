//! What is shown at an address that leads nowhere.

use leptos::prelude::*;

use crate::browser::mark_live;
use crate::components::NotFound;

#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    mark_live();
    #[cfg(feature = "ssr")]
    crate::context::set_status(http::StatusCode::NOT_FOUND);
    view! { <NotFound /> }
}
