//! A message in its place on the page.

use leptos::prelude::*;

use super::icons::Icon;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Danger,
    Info,
    Good,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Danger => "alert alert--danger",
            Self::Info => "alert",
            Self::Good => "alert alert--good",
        }
    }
}

#[component]
pub(crate) fn Alert(tone: Tone, children: Children) -> impl IntoView {
    // Only a failure interrupts whoever listens to the page.
    let role = if tone == Tone::Danger {
        "alert"
    } else {
        "note"
    };
    let icon = if tone == Tone::Good {
        Icon::Check
    } else {
        Icon::Warning
    };
    view! {
        <div class=tone.class() role=role>
            {icon.view()}
            <div class="alert__text">{children()}</div>
        </div>
    }
}
