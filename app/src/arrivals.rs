//! News of dumps that come while a page is open.

use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use model::DumpId;
use send_wrapper::SendWrapper;
use web_sys::{Event, EventSource, MessageEvent};

/// Where the server sends them.
const PATH: &str = "/ui/arrivals";
/// Before a server that has refused is asked again.
const PAUSE: Duration = Duration::from_secs(20);

/// Tells the id of the newest dump whenever there is one, as long as the component at
/// hand lives.
///
/// A page that nobody looks at closes its connection: browsers have few for each server.
/// The server tells the newest one again to whoever comes back; that is no news.
pub(crate) fn on_arrival(notify: impl Fn(DumpId) + 'static) {
    let told = StoredValue::new(None);
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let id = message.data().as_string().and_then(|id| id.parse().ok());
        if let Some(id) = id
            && told.get_value() != Some(id)
        {
            told.set_value(Some(id));
            notify(DumpId(id));
        }
    });
    let on_message = SendWrapper::new(on_message);
    let source = StoredValue::new(None::<SendWrapper<EventSource>>);
    let close = move || {
        if let Some(source) = source.try_update_value(Option::take).flatten() {
            source.close();
        }
    };
    let is_lost = StoredValue::new(false);
    let on_open = SendWrapper::new(Closure::<dyn Fn()>::new(move || {
        is_lost.set_value(false);
        tell("online");
    }));
    let next_look = Trigger::new();
    let on_error = SendWrapper::new(Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let source = event
            .target()
            .and_then(|it| it.dyn_into::<EventSource>().ok());
        if source.is_some_and(|source| source.ready_state() == EventSource::CLOSED) {
            // A refusal, which the browser takes as the end: of a proxy without its server, or of
            // one that has been signed out of.
            close();
            set_timeout(move || next_look.notify(), PAUSE);
        } else {
            // The server ends connections now and then, and takes the next one.
            if is_lost.get_value() {
                tell("offline");
            }
            is_lost.set_value(true);
        }
    }));
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
    Effect::new(move || {
        next_look.track();
        look();
    });
    let listener = window_event_listener_untyped("visibilitychange", move |_| next_look.notify());
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
