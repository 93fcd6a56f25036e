//! A secret that was just made.

use leptos::prelude::*;

use super::alert::{Alert, Tone};
use super::copyable::Copyable;

#[component]
pub(crate) fn SecretNotice(secret: String) -> impl IntoView {
    view! {
        <Alert tone=Tone::Info>
            <p>
                <strong>"Copy the secret now: it is shown this once."</strong>
                " Whoever has it is this client. If it gets lost, rotate it."
            </p>
            <Copyable what="secret" text=secret />
        </Alert>
    }
}
