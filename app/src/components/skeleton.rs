//! The shape of what is being loaded.

use leptos::prelude::*;

const ROWS: usize = 8;

pub(crate) fn table_skeleton() -> AnyView {
    view! {
        <div class="skeleton" role="status" aria-label="Loading">
            {(0..ROWS).map(|_| view! { <div class="skeleton__row"></div> }).collect_view()}
        </div>
    }
    .into_any()
}

pub(crate) fn dump_skeleton() -> AnyView {
    view! {
        <div class="skeleton" role="status" aria-label="Loading">
            <div class="skeleton__title"></div>
            <div class="skeleton__panel"></div>
        </div>
    }
    .into_any()
}
