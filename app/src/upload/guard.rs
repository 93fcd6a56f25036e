//! Keeps the reader from leaving while bytes are on their way, or wait for their turn.

use leptos::prelude::*;

use super::{transfer, use_upload_desk};

/// Has the browser ask before the application is left, reloaded or closed.
pub(crate) fn guard_transfers() {
    let desk = use_upload_desk();
    Effect::new(move || {
        let guard = window_event_listener(leptos::ev::beforeunload, move |event| {
            if transfer::is_any_under_way() || untrack(|| desk.under_way()) > 0 {
                event.prevent_default();
            }
        });
        on_cleanup(move || guard.remove());
    });
}
