//! Takes files that are dropped on any page.

use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::hooks::use_navigate;
use web_sys::HtmlInputElement;

use super::drop_zone::files;
use crate::upload::use_upload_desk;

/// Covers the window while files are dragged over it; dropped files wait on the upload
/// page. With a keyboard that page is the way.
#[component]
pub(crate) fn DropAnywhere() -> impl IntoView {
    let desk = use_upload_desk();
    let navigate = use_navigate();
    let is_over = RwSignal::new(false);
    let drag = move |event: DragEvent| {
        if is_ours(&event) {
            event.prevent_default();
        }
        // `dragover` comes many times a second.
        if has_files(&event) != is_over.get_untracked() {
            is_over.set(has_files(&event));
        }
    };
    let drop = move |event: DragEvent| {
        is_over.set(false);
        // Another place on the page may have taken them.
        if event.default_prevented() || !is_ours(&event) {
            return;
        }
        event.prevent_default();
        desk.leave(files(
            event.data_transfer().and_then(|dragged| dragged.files()),
        ));
        navigate("/upload", leptos_router::NavigateOptions::default());
    };
    Effect::new(move || {
        let drop = drop.clone();
        let listeners = [
            window_event_listener(leptos::ev::dragover, drag),
            window_event_listener(leptos::ev::drop, drop),
            window_event_listener(leptos::ev::dragleave, move |event| {
                // Into another element, or out of the window?
                if event.related_target().is_none() {
                    is_over.set(false);
                }
            }),
        ];
        on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    });
    move || {
        is_over.get().then(|| {
            view! {
                <div class="drop-anywhere" aria-hidden="true">
                    <p>"Drop to upload"</p>
                </div>
            }
        })
    }
}

/// A file field takes files by itself.
fn is_ours(event: &DragEvent) -> bool {
    let target = event.target();
    let is_field = target.is_some_and(|target| target.has_type::<HtmlInputElement>());
    has_files(event) && !is_field
}

fn has_files(event: &DragEvent) -> bool {
    let dragged = event.data_transfer();
    dragged.is_some_and(|dragged| dragged.types().iter().any(|kind| kind == "Files"))
}
