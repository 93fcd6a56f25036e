//! The bytes of a dump, a part at a time.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::DumpId;

use super::alert::{Alert, Tone};
use crate::AppError;
use crate::api::StoredFile;
use crate::format::{hex_dump, with_separators};
use crate::transport::get_range;

const PART_BYTES: u64 = 512;

/// Which part is shown; a handle, cheap to copy. The page keeps it while it loads the dump again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HexPart {
    start: RwSignal<u64>,
    bytes: RwSignal<Option<Result<Vec<u8>, AppError>>>,
    /// The SHA-256 of the file that it is of.
    file: StoredValue<String>,
}

impl HexPart {
    /// Loads nothing before somebody looks.
    pub(crate) fn new() -> Self {
        Self {
            start: RwSignal::new(0),
            bytes: RwSignal::new(None),
            file: StoredValue::default(),
        }
    }

    /// Where a file ends is where the last of its parts does.
    fn end(start: u64, size: u64) -> u64 {
        (start + PART_BYTES).min(size).saturating_sub(1)
    }

    fn load(self, id: DumpId, size: u64, start: u64) {
        self.start.set(start);
        spawn_local(async move {
            let path = format!("/dumps/{id}/download");
            let bytes = get_range(&path, start..=Self::end(start, size), size).await;
            // Somebody may have gone on, or away.
            if self.start.try_get_untracked() == Some(start) {
                self.bytes.set(Some(bytes));
            }
        });
    }
}

#[component]
pub(crate) fn HexView(id: DumpId, file: StoredFile, part: HexPart) -> impl IntoView {
    let HexPart { start, bytes, .. } = part;
    let size = file.size;
    // What was shown of another file is not of this one.
    if part.file.get_value() != file.sha256 {
        part.file.set_value(file.sha256);
        part.load(id, size, 0);
    }
    // A button that was disabled under the focus would lose it.
    let turn = move |to: u64, text: &'static str, is_off: bool| {
        view! {
            <button
                class="button button--small"
                type="button"
                aria-disabled=is_off.then_some("true")
                on:click=move |_| {
                    if !is_off {
                        part.load(id, size, to);
                    }
                }
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
    let shown = move || {
        bytes.get().map(|bytes| match bytes {
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
    view! {
        <div class="hex__turns">
            {turns}
            <span role="status">
                {move || {
                    format!(
                        "Bytes {} to {} of {}",
                        with_separators(start.get()),
                        with_separators(HexPart::end(start.get(), size)),
                        with_separators(size),
                    )
                }}
            </span>
        </div>
        {shown}
    }
}
