//! News of dumps that come while a page is open.

use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use model::DumpId;
use send_wrapper::SendWrapper;
use web_sys::{EventSource, MessageEvent};

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
            source.set_value(open(on_message.as_ref()).ok().map(SendWrapper::new));
        }
    };
    look();
    let listener = window_event_listener_untyped("visibilitychange", move |_| look());
    on_cleanup(move || {
        listener.remove();
        close();
    });
}

fn open(on_message: &JsValue) -> Result<EventSource, JsValue> {
    let source = EventSource::new(PATH)?;
    source.set_onmessage(Some(on_message.unchecked_ref()));
    Ok(source)
}
