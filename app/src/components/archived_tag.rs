//! Tells that a dump is archived.

use leptos::prelude::*;

use super::icons::Icon;
use crate::format::human_bytes;

/// Nothing for a dump that is not.
#[component]
pub(crate) fn ArchivedTag(archived_size: Option<u64>) -> impl IntoView {
    archived_size.map(|size| {
        let size = format!("{} compressed", human_bytes(size));
        view! {
            <span class="tag" title=size>
                {Icon::Archive.view()}
                "Archived"
            </span>
        }
    })
}
