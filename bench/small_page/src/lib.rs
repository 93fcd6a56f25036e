//! About the smallest page of the kind that Crash Store has, with all that Leptos gives for it:
//! routes, what a server function answers, and a form that calls another one.
//!
//! `scripts/build-peer-pages` builds both halves.

#![allow(
    clippy::unused_async,
    reason = "a server function is one, whatever it does"
)]

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::components::{A, Route, Router, Routes};
use leptos_router::path;

#[server]
pub async fn count() -> Result<u32, ServerFnError> {
    Ok(0)
}

#[server]
pub async fn add(by: u32) -> Result<u32, ServerFnError> {
    Ok(by)
}

#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <nav>
                <A href="/">"Count"</A>
                <A href="/about">"About"</A>
            </nav>
            <main>
                <Routes fallback=|| "Not found">
                    <Route path=path!("/") view=Count />
                    <Route path=path!("/about") view=About />
                </Routes>
            </main>
        </Router>
    }
}

#[component]
fn Count() -> impl IntoView {
    let add = ServerAction::<Add>::new();
    let count = Resource::new(move || add.version().get(), |_| count());
    view! {
        <h1>"A page"</h1>
        <Suspense fallback=|| "Loading">
            <p>{move || Suspend::new(async move { count.await.ok() })}</p>
        </Suspense>
        <ActionForm action=add>
            <input name="by" type="number" />
            <button>"Add"</button>
        </ActionForm>
    }
}

#[component]
fn About() -> impl IntoView {
    view! { <h1>"About"</h1> }
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
