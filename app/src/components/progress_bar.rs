//! A file on its way.

use leptos::prelude::*;

use crate::format::{human_bytes, left};
use crate::upload::Progress;

/// How far it is: a bar, the percentage, the speed and the time left.
#[component]
pub(crate) fn ProgressBar(progress: Progress, name: &'static str) -> impl IntoView {
    let percent = progress.percent();
    let speed = progress
        .bytes_per_second
        .map(|speed| format!("{}/s", human_bytes(speed)));
    let time_left = progress.seconds_left().map(left);
    view! {
        <div class="progress">
            <progress
                class="progress__bar"
                max="100"
                value=percent.to_string()
                aria-label=name
            ></progress>
            <span>{percent} "%"</span>
            <span class="progress__speed">{speed}</span>
            <span class="progress__left">{time_left}</span>
        </div>
    }
}
