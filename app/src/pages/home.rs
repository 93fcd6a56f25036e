//! The start page: the list of dumps.

use leptos::prelude::*;

use crate::components::Leave;

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    view! { <Leave path="/dumps".to_owned() /> }
}
