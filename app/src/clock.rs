//! The time of day on a page.

use std::time::Duration;

use js_sys::Date;
use leptos::prelude::*;
use web_sys::Element;

use crate::browser::all_on_page;
use crate::format::ago;

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
            let tick = move || {
                let now = now + seconds_since_load();
                clock.now.set(now);
                tell_drawn_ages(now);
            };
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

/// Ages that the server has drawn are watched by no component.
fn tell_drawn_ages(now: i64) {
    for moment in all_on_page::<Element>(".drawn time:not([data-local])") {
        if let Some(at) = moment.get_attribute("datetime") {
            let age = now - seconds(Date::parse(&at));
            moment.set_text_content(Some(&ago(age)));
        }
    }
}

pub(crate) fn use_clock() -> Clock {
    expect_context()
}

fn seconds_since_load() -> i64 {
    window()
        .performance()
        .map_or(0, |performance| seconds(performance.now()))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds of any date are far from the limit"
)]
pub(crate) fn seconds(milliseconds: f64) -> i64 {
    (milliseconds / 1_000.0) as i64
}
