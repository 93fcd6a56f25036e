//! A moment: its age for people, exactly in the title.

use leptos::prelude::*;

use crate::clock::use_clock;
use crate::format::{ago, iso, utc};

#[component]
pub(crate) fn Moment(
    /// Seconds since 1970.
    at: i64,
) -> impl IntoView {
    let clock = use_clock();
    view! {
        <time datetime=iso(at) title=utc(at)>
            {move || ago(clock.now() - at)}
        </time>
    }
}
