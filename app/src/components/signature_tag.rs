//! What has been decided about a group of crashes.

use leptos::prelude::*;

use crate::api::Standing;

#[component]
pub(crate) fn SignatureTag(standing: Standing) -> impl IntoView {
    let class = if standing.is_back {
        "tag tag--cut tag--danger"
    } else {
        "tag tag--cut"
    };
    view! {
        <span class=class title=standing.text.clone()>
            {standing.text.clone()}
        </span>
    }
}
