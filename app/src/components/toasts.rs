//! Short messages at the edge of the window, which go by themselves.

use std::time::Duration;

use leptos::prelude::*;

use super::icons::Icon;

const SHOWN_FOR: Duration = Duration::from_secs(6);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Toast {
    key: usize,
    text: String,
    is_failure: bool,
}

/// Where messages are sent to; a handle, cheap to copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next_key: StoredValue<usize>,
}

impl Toasts {
    pub(crate) fn provide() {
        provide_context(Self {
            shown: RwSignal::default(),
            next_key: StoredValue::new(0),
        });
    }

    /// Tells that something has been done.
    pub(crate) fn done(self, text: impl Into<String>) {
        self.show(text.into(), false);
    }

    /// Tells that something has failed, and what to do about it.
    pub(crate) fn failed(self, text: impl Into<String>) {
        self.show(text.into(), true);
    }

    fn show(self, text: String, is_failure: bool) {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        let toast = Toast {
            key,
            text,
            is_failure,
        };
        self.shown.update(|shown| shown.push(toast));
        let dismiss = move || {
            self.shown
                .update(|shown| shown.retain(|toast| toast.key != key));
        };
        set_timeout(dismiss, SHOWN_FOR);
    }
}

pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}

/// The messages on the page; screen readers read new ones out.
#[component]
pub(crate) fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status">
            {move || {
                let shown = toasts.shown.get().into_iter();
                shown
                    .map(|toast| {
                        let icon = if toast.is_failure { Icon::Warning } else { Icon::Check };
                        view! {
                            <p class="toast" class:toast--failure=toast.is_failure>
                                {icon.view()}
                                {toast.text}
                            </p>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}
