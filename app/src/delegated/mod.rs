//! What buttons and fields do wherever they are, whoever has drawn them: the window listens for
//! all of them, so that HTML of the server's needs no code of its own.

mod copying;
mod dialogs;
mod suggestions;

use leptos::ev;
use leptos::prelude::*;

use crate::browser::target;
use crate::components::use_toasts;

/// Listens as long as the page lives.
pub(crate) fn listen() {
    let toasts = use_toasts();
    Effect::new(move || {
        window_event_listener(ev::click, move |event| {
            let Some(button) = target(&event).and_then(|it| it.closest("button").ok().flatten())
            else {
                return;
            };
            if button.class_name() == copying::CLASS {
                copying::copy(&button, toasts);
            } else if let Some(dialog) = dialogs::of_button(&button) {
                dialogs::toggle(&dialog, &event);
            }
        });
        window_event_listener(ev::focusin, |event| {
            if let Some(field) = target(&event) {
                suggestions::refresh(&field);
            }
        });
        // It had the focus before anybody listened.
        if let Some(field) = document().active_element() {
            suggestions::refresh(&field);
        }
    });
}
