//! HTML that the server has drawn (`draw`): it costs the browser no code.

use leptos::prelude::*;

/// Nothing in it is touched as long as the HTML stays the same: neither what is typed there, nor
/// the focus. An attribute of the view would not see to that: Leptos sets those anew.
#[cfg(not(feature = "ssr"))]
#[component]
pub(crate) fn Drawn(#[prop(into)] html: String) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || {
        if let Some(place) = place.get() {
            browser::draw(&place, &html);
        }
    });
    view! { <div class="drawn" node_ref=place></div> }
}

#[cfg(feature = "ssr")]
#[component]
pub(crate) fn Drawn(#[prop(into)] html: String) -> impl IntoView {
    view! { <div class="drawn" inner_html=html></div> }
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use js_sys::{Date, Reflect};
    use leptos::wasm_bindgen::JsValue;
    use web_sys::Element;

    use crate::browser::all;
    use crate::clock::seconds;
    use crate::components::local_time::local;

    /// The property of the element that keeps what is drawn in it.
    const DRAWN: &str = "drawn";

    pub(super) fn draw(place: &Element, html: &str) {
        let (name, html) = (JsValue::from(DRAWN), JsValue::from(html));
        let drawn = Reflect::get(place, &name).unwrap_or_default();
        if drawn == html {
            return;
        }
        // It fails for frozen objects alone.
        let _ = Reflect::set(place, &name, &html);
        let has_come_with_the_document =
            drawn.is_undefined() && place.first_element_child().is_some();
        if !has_come_with_the_document {
            place.set_inner_html(&html.as_string().unwrap_or_default());
        }
        tell_local_times(place);
    }

    /// No component watches them.
    fn tell_local_times(place: &Element) {
        for time in all::<Element>(place, "time[data-local]") {
            if let Some(at) = time.get_attribute("datetime") {
                time.set_text_content(Some(&local(seconds(Date::parse(&at)))));
            }
        }
    }
}
