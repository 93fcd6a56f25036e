//! A list with nothing in it.

use leptos::prelude::*;

use super::icons::Icon;

#[component]
pub(crate) fn EmptyState(title: &'static str, children: Children) -> impl IntoView {
    view! { <section class="empty">{Icon::Inbox.large()} <h2>{title}</h2> {children()}</section> }
}
