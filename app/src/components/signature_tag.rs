//! What has been decided about a group of crashes.

use leptos::prelude::*;

use crate::api::Standing;

#[component]
pub(crate) fn SignatureTag(standing: Standing) -> impl IntoView {
    let class = if standing.is_back {
        "tag tag--danger"
    } else {
        "tag"
    };
    view! { <span class=class>{standing.text}</span> }
}
