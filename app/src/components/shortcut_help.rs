//! What single keys do, and the switch for them.

use leptos::prelude::*;

use crate::shortcuts::{self, SHORTCUTS};

/// The button that shows them, and the dialog.
#[component]
pub(crate) fn ShortcutHelp() -> impl IntoView {
    const TITLE_ID: &str = "shortcuts-title";

    let rows = SHORTCUTS.map(|(keys, what)| {
        let keys = keys.replace(' ', "</kbd><kbd>");
        format!("<div><dt><kbd>{keys}</kbd></dt><dd>{what}</dd></div>")
    });
    view! {
        <button
            class="button button--quiet shortcuts-button needs-js"
            type="button"
            title="Keyboard shortcuts"
            aria-label="Keyboard shortcuts"
            popovertarget=shortcuts::HELP
        >
            "?"
        </button>
        <dialog class="dialog" id=shortcuts::HELP popover aria-labelledby=TITLE_ID>
            <div class="confirm">
                <h2 id=TITLE_ID>"Keyboard shortcuts"</h2>
                <dl class="shortcuts" inner_html=rows.concat()></dl>
                <label class="check-box">
                    <input type="checkbox" name=shortcuts::SWITCH autocomplete="off" checked />
                    "Single keys do this"
                </label>
                <div class="confirm__actions">
                    <button class="button" type="button" popovertarget=shortcuts::HELP autofocus>
                        "Close"
                    </button>
                </div>
            </div>
        </dialog>
    }
}
