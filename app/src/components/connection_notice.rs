//! Says that the server cannot be reached, as long as it cannot: the browser tells when it is
//! offline, and `arrivals` when the server is away.

use leptos::ev;
use leptos::prelude::*;

#[component]
pub(crate) fn ConnectionNotice() -> impl IntoView {
    let is_offline = RwSignal::new(false);
    Effect::new(move || {
        is_offline.set(!window().navigator().on_line());
        let lost = window_event_listener(ev::offline, move |_| is_offline.set(true));
        let found = window_event_listener(ev::online, move |_| is_offline.set(false));
        on_cleanup(move || {
            lost.remove();
            found.remove();
        });
    });
    view! {
        <div class="connection" role="status">
            {move || {
                is_offline
                    .get()
                    .then_some(
                        "The server cannot be reached. What you see may be old; go on when this is gone.",
                    )
            }}
        </div>
    }
}
