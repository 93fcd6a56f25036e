//! How far the replacement of a dump's file is.

use leptos::prelude::*;
use web_sys::Element;

use super::alert::{Alert, Tone};
use super::progress_bar::ProgressBar;
use crate::browser::{all_on_page, mark};
use crate::upload::{Replacement, ReplacementState};

/// Sends what `replacement` has been given.
#[component]
pub(crate) fn ReplacementProgress(replacement: Replacement) -> impl IntoView {
    Effect::new(move || replacement.begin());
    Effect::new(move || {
        let is_sending = replacement.is_sending();
        let buttons = format!("form[action='{}'] [type=submit]", replacement.path());
        for button in all_on_page::<Element>(&buttons) {
            mark(&button, "disabled", is_sending);
        }
    });
    move || match replacement.state() {
        ReplacementState::Idle => None,
        ReplacementState::Sending(progress) => Some(
            view! {
                <ProgressBar progress name="Replacing the file" />
                <button class="button" type="button" on:click=move |_| replacement.cancel()>
                    "Cancel"
                </button>
            }
            .into_any(),
        ),
        ReplacementState::Failed(fault) => {
            Some(view! { <Alert tone=Tone::Danger>{fault.to_string()}</Alert> }.into_any())
        }
    }
}
