//! The bytes of a dump, a part at a time.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::DumpId;

use super::alert::{Alert, Tone};
use crate::AppError;
use crate::format::{hex_dump, with_separators};
use crate::transport::get_range;

const PART_BYTES: u64 = 512;

/// Loads nothing before somebody looks; needs JavaScript.
#[component]
pub(crate) fn HexView(id: DumpId, size: u64) -> impl IntoView {
    let start = RwSignal::new(0);
    let part = RwSignal::new(None::<Result<Vec<u8>, AppError>>);
    let last_shown = move || (start.get() + PART_BYTES).min(size).saturating_sub(1);
    let load = move |from: u64| {
        start.set(from);
        spawn_local(async move {
            let path = format!("/dumps/{id}/download");
            let bytes = get_range(&path, from, PART_BYTES).await;
            // Somebody may have gone on, or away.
            if start.try_get_untracked() == Some(from) {
                part.set(Some(bytes));
            }
        });
    };
    let turn = move |to: u64, text: &'static str, is_off: bool| {
        view! {
            <button
                class="button button--small"
                type="button"
                disabled=is_off
                on:click=move |_| load(to)
            >
                {text}
            </button>
        }
    };
    let last = size.saturating_sub(1) / PART_BYTES * PART_BYTES;
    let turns = move || {
        let start = start.get();
        view! {
            {turn(0, "First", start == 0)}
            {turn(start.saturating_sub(PART_BYTES), "Previous", start == 0)}
            {turn(start + PART_BYTES, "Next", start == last)}
            {turn(last, "Last", start == last)}
        }
    };
    let bytes = move || {
        part.get().map(|part| match part {
            Ok(bytes) => view! {
                // Scrolls sideways, so the keyboard must reach it.
                <pre class="hex" tabindex="0" role="region" aria-label="Bytes">
                    {hex_dump(start.get_untracked(), &bytes)}
                </pre>
            }
            .into_any(),
            Err(error) => view! { <Alert tone=Tone::Danger>{error.to_string()}</Alert> }.into_any(),
        })
    };
    let open = move |_| {
        if part.read_untracked().is_none() {
            load(0);
        }
    };
    view! {
        <details class="panel needs-js" on:toggle=open>
            <summary>
                <h2>"Bytes"</h2>
            </summary>
            <div class="hex__turns">
                {turns}
                <span role="status">
                    {move || {
                        format!(
                            "Bytes {} to {} of {}",
                            with_separators(start.get()),
                            with_separators(last_shown()),
                            with_separators(size),
                        )
                    }}
                </span>
            </div>
            {bytes}
        </details>
    }
}
