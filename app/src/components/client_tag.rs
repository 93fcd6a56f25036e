//! Whether a client gets in.

use leptos::prelude::*;
use model::ClientState;

/// Nothing for a client that does.
#[component]
pub(crate) fn ClientTag(state: ClientState) -> impl IntoView {
    let text = match state {
        ClientState::Active => None,
        ClientState::Expired => Some("Expired"),
        ClientState::Revoked => Some("Revoked"),
    };
    text.map(|text| view! { <span class="tag tag--danger">{text}</span> })
}
