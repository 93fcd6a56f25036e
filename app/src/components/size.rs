//! A size: rounded for people, exactly in the title.

use leptos::prelude::*;

use crate::format::{exact_bytes, human_bytes};

#[component]
pub(crate) fn Size(bytes: u64) -> impl IntoView {
    view! { <span title=exact_bytes(bytes)>{human_bytes(bytes)}</span> }
}
