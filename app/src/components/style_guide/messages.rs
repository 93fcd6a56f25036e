//! What the interface says, and what it shows while there is nothing.

use leptos::prelude::*;

use crate::AppError;
use crate::change::Change;
use crate::components::alert::{Alert, Tone};
use crate::components::change_error::ChangeError;
use crate::components::empty_state::EmptyState;
use crate::components::error_view::ErrorView;
use crate::components::panel::Panel;
use crate::components::progress_bar::ProgressBar;
use crate::components::skeleton::{dump_skeleton, table_skeleton};
use crate::components::toasts::use_toasts;
use crate::upload::Progress;

#[component]
pub(super) fn Alerts() -> impl IntoView {
    view! {
        <Alert tone=Tone::Info>
            <p>
                <strong>"A note."</strong>
                " Something to know, which is in nobody's way."
            </p>
        </Alert>
        <Alert tone=Tone::Danger>"What went wrong, and what to do about it."</Alert>
        <ChangeError change=Change::failed(AppError::Unauthenticated) />
        <div class="news" role="status">
            <span>"3 new dumps"</span>
            <button class="button button--primary" type="button">
                "Show"
            </button>
        </div>
        <div class="connection">"What is said while the connection is lost."</div>
    }
}

#[component]
pub(super) fn Toasts() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <Panel title="Toasts">
            <p class="page__actions">
                <button class="button" type="button" on:click=move |_| toasts.done("It is done")>
                    "Something is done"
                </button>
                <button
                    class="button"
                    type="button"
                    on:click=move |_| toasts.failed("It has failed. Try again.")
                >
                    "Something has failed"
                </button>
            </p>
        </Panel>
    }
}

#[component]
pub(super) fn Loading() -> impl IntoView {
    const MIB: u64 = 1024 * 1024;
    let begun = Progress::begin(0);
    let halfway = begun.advance(300 * MIB, 600 * MIB, 4_000);
    view! {
        <Panel title="Loading">
            <ProgressBar progress=begun name="Nothing sent" />
            <ProgressBar progress=halfway name="Half sent" />
            <ProgressBar progress=Progress::done(MIB) name="All sent" />
        </Panel>
        {table_skeleton()}
        {dump_skeleton()}
    }
}

#[component]
pub(super) fn Nothing() -> impl IntoView {
    view! {
        <EmptyState title="Nothing is here">
            <p>"Why, and what one can do."</p>
            <p>
                <a class="button" href="">
                    "Do it"
                </a>
            </p>
        </EmptyState>
        <ErrorView error=AppError::Forbidden />
        <ErrorView error=AppError::Unreachable />
    }
}
