//! News of dumps that come while a page is open.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use model::DumpId;
use send_wrapper::SendWrapper;
use web_sys::{Event, EventSource, MessageEvent};

/// Where the server sends them.
const PATH: &str = "/ui/arrivals";

/// Tells the id of the newest dump whenever there is one, as long as the component at
/// hand lives.
///
/// A page that nobody looks at closes its connection: browsers have few for each server.
/// The server tells the newest one again to whoever comes back.
pub(crate) fn on_arrival(notify: impl Fn(DumpId) + 'static) {
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let id = message.data().as_string().and_then(|id| id.parse().ok());
        if let Some(id) = id {
            notify(DumpId(id));
        }
    });
    let on_message = SendWrapper::new(on_message);
    let is_lost = StoredValue::new(false);
    let on_open = SendWrapper::new(Closure::<dyn Fn()>::new(move || {
        is_lost.set_value(false);
        tell("online");
    }));
    let on_error = SendWrapper::new(Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let source = event
            .target()
            .and_then(|it| it.dyn_into::<EventSource>().ok());
        // The browser tries again; a refusal it would take as the end.
        if source.is_some_and(|source| source.ready_state() == EventSource::CONNECTING) {
            // The server ends connections now and then, and takes the next one.
            if is_lost.get_value() {
                tell("offline");
            }
            is_lost.set_value(true);
        }
    }));
    let source = StoredValue::new(None::<SendWrapper<EventSource>>);
    let close = move || {
        if let Some(source) = source.try_update_value(Option::take).flatten() {
            source.close();
        }
    };
    let look = move || {
        if document().hidden() {
            close();
        } else if source.with_value(Option::is_none) {
            let opened = EventSource::new(PATH).ok().inspect(|source| {
                source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
                source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
                source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            });
            source.set_value(opened.map(SendWrapper::new));
        }
    };
    look();
    let listener = window_event_listener_untyped("visibilitychange", move |_| look());
    on_cleanup(move || {
        listener.remove();
        close();
        // Nobody is told of its return any more.
        if window().navigator().on_line() {
            tell("online");
        }
    });
}

/// Says as the browser does that the server cannot be reached, or can be again: the browser
/// notices no more than its own network.
fn tell(event: &str) {
    // Who is not told notices with the next request.
    let _ = Event::new(event).and_then(|event| window().dispatch_event(&event));
}
