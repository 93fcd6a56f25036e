//! Something that was done to an element, and how it is done again.

use js_sys::{Array, Object, Reflect};
use leptos::ev::Event;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, EventInit, HtmlElement, HtmlFormElement, HtmlInputElement};

use crate::browser;
use crate::content::{self, Content};

pub(super) struct Deed {
    target: HtmlElement,
    event: Event,
}

impl Deed {
    /// None for what needs no code of the page.
    pub(super) fn of(event: Event) -> Option<Self> {
        let target = browser::target(&event)?;
        let is_click = event.type_() == "click";
        let control = if is_click {
            target.closest("button, [type=checkbox]").ok()??
        } else {
            target
        };
        let target = control.dyn_into().ok()?;
        let deed = Self { target, event };
        // What changes with a tick, its click does again.
        (is_click || deed.tickable().is_none()).then_some(deed)
    }

    /// Whether something is to happen at once.
    pub(super) fn is_press(&self) -> bool {
        let is_press = matches!(self.event.type_().as_str(), "click" | "submit");
        is_press && self.tickable().is_none()
    }

    /// Whether nothing is left of `other`: of all that is typed into a field, the last counts;
    /// every tick does.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        let is_alike = self.event.type_() == other.event.type_() && self.target == other.target;
        is_alike && self.tickable().is_none()
    }

    /// Has nobody else hear of it.
    pub(super) fn hold_back(&self) {
        self.event.prevent_default();
        self.event.stop_propagation();
    }

    fn tickable(&self) -> Option<&HtmlInputElement> {
        let field = self.target.dyn_ref::<HtmlInputElement>();
        field.filter(|field| field.type_() == "checkbox")
    }

    fn take_back_tick(&self) {
        if let Some(field) = self.tickable() {
            field.set_checked(!field.checked());
        }
    }

    /// Does it again, unless that cannot be done by now.
    pub(super) fn redo(&self) {
        if !self.target.is_connected() || self.target.has_attribute("disabled") {
            return;
        }
        if let Some(form) = self.target.dyn_ref::<HtmlFormElement>() {
            // It fails only for a form that is gone.
            let _ = form.request_submit();
        } else if let Some(event) = copy_of(&self.event) {
            dispatch(&self.target, &event);
        }
    }
}

/// What has been typed on `page` before anybody could listen.
pub(super) fn typed(page: &Element) -> Vec<Deed> {
    let deed = |target: HtmlElement| {
        let options = EventInit::new();
        options.set_bubbles(true);
        let event = Event::new_with_event_init_dict("input", &options).ok()?;
        Some(Deed { target, event })
    };
    content::typed(page).into_iter().filter_map(deed).collect()
}

/// What was entered before hydration, which may make again what was in the fields first.
pub(super) struct Entries(Vec<(Deed, Content)>);

impl Entries {
    pub(super) fn of(deeds: Vec<Deed>) -> Self {
        deeds.iter().for_each(Deed::take_back_tick);
        let with_content = |deed: Deed| {
            let content = Content::of(&deed.target);
            (deed, content)
        };
        Self(deeds.into_iter().map(with_content).collect())
    }

    pub(super) fn redo(self) {
        for (deed, content) in self.0 {
            content.restore(&deed.target);
            deed.redo();
        }
    }
}

/// A browser sends an event once; its copy is one that has not been sent.
fn copy_of(event: &Event) -> Option<Event> {
    let arguments = Array::of2(&event.type_().into(), event);
    let event: &Object = event.unchecked_ref();
    let copy = Reflect::construct(&event.constructor(), &arguments);
    copy.ok()?.dyn_into().ok()
}

fn dispatch(target: &Element, event: &Event) {
    // It fails only for one that is under way.
    let _ = target.dispatch_event(event);
}
