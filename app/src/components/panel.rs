//! A titled box.

use leptos::prelude::*;

#[component]
pub(crate) fn Panel(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="panel">
            <h2>{title}</h2>
            {children()}
        </section>
    }
}
