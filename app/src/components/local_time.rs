//! A moment in the reader's own zone.

use js_sys::Date;
use leptos::prelude::*;

use crate::format::{iso, utc};

/// UTC until the page is live: the server does not know the zone.
#[component]
pub(crate) fn LocalTime(
    /// Seconds since 1970.
    at: i64,
) -> impl IntoView {
    let text = RwSignal::new(utc(at));
    Effect::new(move || text.set(local(at)));
    view! {
        <time class="facts__exact" data-local="" datetime=iso(at) title=utc(at)>
            {text}
        </time>
    }
}

/// `2026-11-22 07:46:36 UTC+01:00`
pub(super) fn local(at: i64) -> String {
    let date = Date::new_0();
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds are exact for 285,000 years"
    )]
    date.set_time((at * 1_000) as f64);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "zones are less than a day from UTC"
    )]
    let offset = -date.get_timezone_offset() as i32;
    if offset == 0 {
        return utc(at);
    }
    let sign = if offset < 0 { '-' } else { '+' };
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC{sign}{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds(),
        offset.abs() / 60,
        offset.abs() % 60,
    )
}
