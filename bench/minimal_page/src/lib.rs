//! About the smallest page that Leptos renders on a server and takes over in a browser: what
//! the pages of Crash Store are held against.
//!
//! `scripts/build-peer-pages` builds both halves.

use leptos::prelude::*;

/// A button that counts.
#[component]
pub fn App() -> impl IntoView {
    let count = RwSignal::new(0);
    view! {
        <main>
            <h1>"A page"</h1>
            <button on:click=move |_| count.update(|count| *count += 1)>
                "Pressed " {count} " times"
            </button>
        </main>
    }
}

/// Called by the document once this module is loaded; then says, as Crash Store does, that the
/// page answers.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() -> Result<(), wasm_bindgen::JsValue> {
    leptos::mount::hydrate_body(App);
    let root = document().document_element();
    root.map_or(Ok(()), |root| root.set_attribute("data-live", "page"))
}
