//! Texts, moments, sizes and numbers.

use leptos::prelude::*;

use crate::clock::use_clock;
use crate::components::code_block::CodeBlock;
use crate::components::copyable::Copyable;
use crate::components::figures;
use crate::components::local_time::LocalTime;
use crate::components::moment::Moment;
use crate::components::panel::Panel;
use crate::components::size::Size;

/// Colours of charts, by class and name.
const SERIES: [(&str, &str); 6] = [
    ("series-1", "first"),
    ("series-2", "second"),
    ("series-3", "third"),
    ("series-4", "fourth"),
    ("series-5", "fifth"),
    ("series-others", "others"),
];

#[component]
pub(super) fn Facts() -> impl IntoView {
    let now = use_clock().now();
    let ages = [0, 50, 3_000, 80_000, 2_000_000, 90_000_000];
    let moments = ages.map(|age| view! { <Moment at=now - age /> });
    let sizes = [1, 1_000, 1_500_000, 12_000_000_000].map(|bytes| view! { <Size bytes /> });
    view! {
        <Panel title="Facts">
            <dl class="facts">
                <div>
                    <dt>"Moments"</dt>
                    <dd>{moments.collect_view()} <LocalTime at=now /></dd>
                </div>
                <div>
                    <dt>"Sizes"</dt>
                    <dd>{sizes.collect_view()} <span class="facts__exact">"exactly"</span></dd>
                </div>
                <div>
                    <dt>"To copy"</dt>
                    <dd>
                        <Copyable what="text" text="9f86d081884c7d659a2feaa0c55ad015" />
                    </dd>
                </div>
                <div>
                    <dt>"Code"</dt>
                    <dd>
                        <code>"a/b/c.dmp"</code>
                        <kbd>"g"</kbd>
                    </dd>
                </div>
            </dl>
        </Panel>
    }
}

#[component]
pub(super) fn Texts() -> impl IntoView {
    let short = "make run".to_owned();
    let long = format!(
        "curl {}http://127.0.0.1:8000/api/dumps/",
        "-F file=@app.dmp ".repeat(12)
    );
    let (offset, dump) = ("00000000", "4d 44 4d 50 93 a7 00 00  MDMP....");
    view! {
        <Panel title="Texts">
            <h1>"A title"</h1>
            <h2>"A heading"</h2>
            <p>
                "A paragraph with " <a href="">"a link"</a>", " <strong>"stress"</strong> " and "
                <code>"code"</code> "."
            </p>
            <CodeBlock what="short command" code=short />
            <CodeBlock what="long command" code=long />
            <pre class="hex">{offset} "  " {dump}</pre>
            <details>
                <summary>"Something to open"</summary>
                <p>"What is inside."</p>
            </details>
        </Panel>
    }
}

#[component]
pub(super) fn Figures() -> impl IntoView {
    let key = |(class, name): (&str, &'static str)| {
        view! { <span class=format!("chart__key {class}")>{name}</span> }
    };
    let bar = |(index, (class, _)): (usize, (&'static str, &str))| {
        let top = index * 20;
        view! {
            <g class="chart__bar">
                <rect
                    class=class
                    x=(index * 20).to_string()
                    y=top.to_string()
                    width="14"
                    height=(160 - top).to_string()
                ></rect>
            </g>
        }
    };
    view! {
        <figures::Figures
            today=3
            last_week=1_234
            dumps=9_876_543
            bytes=12_345_678_901
            free_bytes=0
        />
        <Panel title="Colours of charts">
            <div class="chart">
                <svg class="chart__bars" viewBox="0 0 120 160" aria-hidden="true">
                    {SERIES.into_iter().enumerate().map(bar).collect_view()}
                </svg>
                <p class="chart__legend">{SERIES.map(key).collect_view()}</p>
            </div>
        </Panel>
    }
}
