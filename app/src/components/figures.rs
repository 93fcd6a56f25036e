//! The numbers that come first.

use leptos::prelude::*;

use crate::format::{exact_bytes, human_bytes, with_separators};

#[component]
pub(crate) fn Figures(
    today: u64,
    last_week: u64,
    dumps: u64,
    bytes: u64,
    free_bytes: u64,
) -> impl IntoView {
    let size = |bytes| (human_bytes(bytes), exact_bytes(bytes));
    let count = |dumps| (with_separators(dumps), format!("{dumps} dumps"));
    let figures = [
        ("Today (UTC)", count(today)),
        ("Last 7 days", count(last_week)),
        ("All dumps", count(dumps)),
        ("Stored", size(bytes)),
        ("Free space", size(free_bytes)),
    ];
    let figure = |(name, (text, exact))| {
        view! {
            <div class="figure">
                <dt>{name}</dt>
                <dd title=exact>{text}</dd>
            </div>
        }
    };
    view! { <dl class="figures">{figures.into_iter().map(figure).collect_view()}</dl> }
}
