//! How far the replacement of a dump's file is.

use leptos::prelude::*;
use web_sys::Element;

use super::alert::{Alert, Tone};
use super::progress_bar::ProgressBar;
use crate::browser::all;
use crate::upload::{Replacement, ReplacementState};

/// Sends what `replacement` has been given.
#[component]
pub(crate) fn ReplacementProgress(replacement: Replacement) -> impl IntoView {
    Effect::new(move || replacement.begin());
    Effect::new(move || {
        let is_sending = replacement.is_sending();
        let buttons = format!("form[action='{}'] [type=submit]", replacement.path());
        let page = document().body();
        for button in page.map_or_else(Vec::new, |page| all::<Element>(&page, &buttons)) {
            // It fails only for what is no name of an attribute.
            let _ = button.toggle_attribute_with_force("disabled", is_sending);
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
