//! HTML that the server has drawn (`draw`): it costs the browser no code.

use leptos::prelude::*;

/// Nothing in it is touched as long as the HTML stays the same, and when it does not, what is
/// typed there and the focus stay. (An attribute of the view is set anew whenever the view is.)
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
    use gloo_events::EventListener;
    use js_sys::{Date, Reflect};
    use leptos::prelude::document;
    use leptos::wasm_bindgen::JsValue;
    use web_sys::{Element, HtmlElement};

    use crate::browser::{all, focus, focus_page};
    use crate::clock::seconds;
    use crate::components::local_time::local;
    use crate::content::{Content, typed};

    /// The property of the element that keeps what is drawn in it.
    const DRAWN: &str = "drawn";

    pub(super) fn draw(place: &Element, html: &str) {
        let name = JsValue::from(DRAWN);
        let drawn = Reflect::get(place, &name).unwrap_or_default();
        if drawn.as_string().as_deref() == Some(html) {
            return;
        }
        // What is asked there is answered first.
        if let Some(dialog) = all::<Element>(place, "dialog[open]").pop() {
            let (place, html) = (place.clone(), html.to_owned());
            EventListener::once(&dialog, "close", move |_| draw(&place, &html)).forget();
            return;
        }
        // It fails for frozen objects alone.
        let _ = Reflect::set(place, &name, &html.into());
        let has_come_with_the_document =
            drawn.is_undefined() && place.first_element_child().is_some();
        if !has_come_with_the_document {
            draw_anew(place, html);
        }
        tell_local_times(place);
    }

    /// What is typed and not saved stays, and so does the focus.
    fn draw_anew(place: &Element, html: &str) {
        const CONTROLS: &str = "a, button, input, select, summary, textarea";
        let typed = typed(place).into_iter();
        let typed: Vec<_> = typed
            .map(|field| (field.id(), Content::of(&field)))
            .collect();
        let focused = document().active_element();
        let focused = focused.filter(|control| place.contains(Some(control)));
        place.set_inner_html(html);
        let controls = all::<HtmlElement>(place, CONTROLS);
        for (id, content) in typed {
            if let Some(field) = controls.iter().find(|field| field.id() == id) {
                content.restore(field);
            }
        }
        if let Some(focused) = focused {
            let same = controls.iter().find(|control| is_same(control, &focused));
            same.map_or_else(focus_page, focus);
        }
    }

    /// Whether a control is what another was before it was drawn anew.
    fn is_same(control: &Element, before: &Element) -> bool {
        let is_alike = |name| control.get_attribute(name) == before.get_attribute(name);
        control.tag_name() == before.tag_name()
            && text(control) == text(before)
            && ["id", "name", "aria-label"].into_iter().all(is_alike)
    }

    /// Without the mark of the column that a list is sorted by.
    fn text(control: &Element) -> String {
        let text = control.text_content().unwrap_or_default();
        text.trim_end_matches(['▲', '▼', ' ']).to_owned()
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
