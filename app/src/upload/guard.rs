//! Keeps the reader from leaving while bytes are on their way.

use leptos::prelude::*;

use super::transfer;

/// Has the browser ask before the application is left, reloaded or closed.
pub(crate) fn guard_transfers() {
    Effect::new(|| {
        let guard = window_event_listener(leptos::ev::beforeunload, |event| {
            if transfer::is_any_under_way() {
                event.prevent_default();
            }
        });
        on_cleanup(move || guard.remove());
    });
}
