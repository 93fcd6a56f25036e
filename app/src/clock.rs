//! The time of day on a page.

use std::time::Duration;

use leptos::prelude::*;

/// How often "5 minutes ago" is looked at again.
const TICK: Duration = Duration::from_secs(15);

/// The server's time, so that a browser whose clock is wrong tells ages rightly.
///
/// It starts with the time at which the server rendered the page: both halves say
/// the same at first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    now: RwSignal<i64>,
}

impl Clock {
    /// Provides a clock that shows `now`, in seconds since 1970, and runs on from there.
    pub(crate) fn provide(now: i64) {
        let clock = Self {
            now: RwSignal::new(now),
        };
        Effect::new(move || {
            let tick = move || clock.now.set(now + seconds_since_load());
            // The clock runs as long as the page, so nobody keeps the handle.
            set_interval(tick, TICK);
        });
        provide_context(clock);
    }

    /// Seconds since 1970; tracks the ticks.
    pub(crate) fn now(self) -> i64 {
        self.now.get()
    }
}

pub(crate) fn use_clock() -> Clock {
    expect_context()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds of a page's life are far from the limit"
)]
fn seconds_since_load() -> i64 {
    window()
        .performance()
        .map_or(0, |performance| (performance.now() / 1_000.0) as i64)
}
