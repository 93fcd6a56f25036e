//! What single keys do, and the switch for them.

use leptos::html;
use leptos::prelude::*;

use crate::browser::{close_modal, open_modal};
use crate::shortcuts::{self, SHORTCUTS};

/// The button that shows them, and the dialog.
#[component]
pub(crate) fn ShortcutHelp() -> impl IntoView {
    const TITLE_ID: &str = "shortcuts-title";

    let dialog = NodeRef::<html::Dialog>::new();
    let are_on = RwSignal::new(true);
    let open = move || {
        are_on.set(shortcuts::are_on());
        open_modal(dialog);
    };
    Effect::new(move || shortcuts::listen(open));
    // As HTML: a page is live sooner the fewer elements it has to look at.
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
            on:click=move |_| open()
        >
            "?"
        </button>
        <dialog class="dialog" aria-labelledby=TITLE_ID node_ref=dialog>
            <div class="confirm">
                <h2 id=TITLE_ID>"Keyboard shortcuts"</h2>
                <dl class="shortcuts" inner_html=rows.concat()></dl>
                <label class="check-box">
                    <input
                        type="checkbox"
                        prop:checked=are_on
                        on:change:target=move |event| shortcuts::switch(event.target().checked())
                    />
                    "Single keys do this"
                </label>
                <div class="confirm__actions">
                    <button
                        class="button"
                        type="button"
                        autofocus
                        on:click=move |_| close_modal(dialog)
                    >
                        "Close"
                    </button>
                </div>
            </div>
        </dialog>
    }
}
