//! The shape of what is being loaded.

use leptos::prelude::*;

const ROWS: usize = 8;

#[component]
pub(crate) fn TableSkeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label="Loading">
            {(0..ROWS).map(|_| view! { <div class="skeleton__row"></div> }).collect_view()}
        </div>
    }
}

#[component]
pub(crate) fn DumpSkeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label="Loading">
            <div class="skeleton__title"></div>
            <div class="skeleton__panel"></div>
        </div>
    }
}
