//! What the reader does on a page whose code has not come yet.
//!
//! The server has drawn the page, and what surrounds it is live. What is typed and ticked on the
//! page itself is kept, and so is the last press of a button: that is done when the page can do it,
//! with what the fields hold by then. Links are followed then, too.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Object, Reflect};
use leptos::ev::Event;
use leptos::prelude::{
    Effect, Get, GetUntracked, LocalStorage, RwSignal, Set, document, expect_context, location,
    set_timeout,
};
use leptos::reactive::signal::ArcRwSignal;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::location::{BrowserUrl, LocationProvider, Url};
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use crate::AppError;
use crate::browser::Live;
use crate::components::use_toasts;

const KINDS: [&str; 5] = ["click", "submit", "input", "change", "toggle"];

pub(crate) struct Deeds {
    kept: Rc<Kept>,
    listener: Closure<dyn Fn(Event)>,
    url: DrawnUrl,
}

struct Kept {
    page: Element,
    /// What fields hold by them, in their order.
    entries: RefCell<Vec<Deed>>,
    press: RefCell<Option<Deed>>,
    /// The code has not come so far. Then the browser does what it can without.
    is_let_go: RwSignal<bool>,
}

/// Something that was done to an element.
struct Deed {
    target: HtmlElement,
    event: Event,
}

impl Deeds {
    /// Keeps what is done to `page` from now on.
    pub(crate) fn of(page: Element) -> Self {
        let kept = Rc::new(Kept {
            page: page.clone(),
            entries: RefCell::default(),
            press: RefCell::default(),
            is_let_go: RwSignal::new(false),
        });
        let listener = {
            let kept = Rc::clone(&kept);
            Closure::<dyn Fn(Event)>::new(move |event| kept.keep(event))
        };
        for kind in KINDS {
            let listener = listener.as_ref().unchecked_ref();
            // It fails only for what is no function.
            let _ = page.add_event_listener_with_callback_and_bool(kind, listener, true);
        }
        Self {
            url: DrawnUrl::watched(Rc::clone(&kept)),
            kept,
            listener,
        }
    }

    /// Tells that the code has not come; what is typed and ticked stays for when it does.
    pub(crate) fn let_go(&self, error: &AppError) {
        if !self.kept.is_let_go.get_untracked() {
            use_toasts().failed(error.to_string());
            self.kept.press.take();
            self.kept.tell_busy(false);
            self.kept.is_let_go.set(true);
            Live::Nothing.mark();
        }
    }

    /// For when the page's code is there, and before it is hydrated, to which fields belong then.
    pub(crate) fn redo_when_hydrated(self) {
        let Self {
            kept,
            listener,
            url,
        } = self;
        for kind in KINDS {
            let listener = listener.as_ref().unchecked_ref();
            // It fails only for what is no function.
            let _ = kept
                .page
                .remove_event_listener_with_callback_and_bool(kind, listener, true);
        }
        let follow = url.put_back();
        let entries = kept.entries.take();
        entries.iter().for_each(Deed::take_back_tick);
        let contents: Vec<_> = entries
            .iter()
            .map(|deed| Content::of(&deed.target))
            .collect();
        let enter = {
            let kept = Rc::clone(&kept);
            move || {
                kept.tell_focus();
                for (deed, content) in entries.iter().zip(contents) {
                    content.restore(&deed.target);
                    deed.redo();
                }
            }
        };
        let press = move || {
            let press = kept.press.take();
            kept.tell_busy(false);
            match (follow, press) {
                // Nobody would be told what has become of the press.
                (Some(follow), _) => follow(),
                (None, Some(press)) => press.redo(),
                (None, None) => {}
            }
            Live::Page.mark();
        };
        // Hydration waits for nothing that comes from outside: it is over by then.
        set_timeout(enter, Duration::ZERO);
        // What follows from the fields comes first: whether a button can be pressed.
        set_timeout(press, Duration::ZERO);
    }
}

impl Kept {
    fn keep(&self, event: Event) {
        let Some(deed) = Deed::of(event) else {
            return;
        };
        if !deed.is_press() {
            let mut entries = self.entries.borrow_mut();
            // Of all that is typed into a field, the last counts; every tick does.
            entries.retain(|other| deed.tickable().is_some() || !deed.is_alike(other));
            entries.push(deed);
        } else if !self.is_let_go.get_untracked() {
            deed.event.prevent_default();
            deed.event.stop_propagation();
            self.press.replace(Some(deed));
            self.tell_busy(false);
        }
    }

    /// Has done what is done when a field takes the focus: the one that has it took it too early.
    fn tell_focus(&self) {
        let focused = document().active_element();
        if let (Some(focused), Ok(event)) = (focused, Event::new("focus"))
            && self.page.contains(Some(&focused))
        {
            dispatch(&focused, &event);
        }
    }

    /// Says, to styles and screen readers, whether something is about to happen: a press, or a
    /// link that has been followed.
    fn tell_busy(&self, has_left: bool) {
        let is_busy = has_left || self.press.borrow().is_some();
        // They fail only for what is no name of an attribute.
        let _ = if is_busy {
            self.page.set_attribute("aria-busy", "true")
        } else {
            self.page.remove_attribute("aria-busy")
        };
    }
}

impl Deed {
    /// None for what needs no code of the page.
    fn of(event: Event) -> Option<Self> {
        let target: Element = event.target()?.dyn_into().ok()?;
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
    fn is_press(&self) -> bool {
        let is_press = matches!(self.event.type_().as_str(), "click" | "submit");
        is_press && self.tickable().is_none()
    }

    fn is_alike(&self, other: &Self) -> bool {
        self.event.type_() == other.event.type_() && self.target == other.target
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
    fn redo(&self) {
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

/// What is in a field, of which hydration may make again what was in it first.
struct Content {
    /// Undefined for what is no field.
    text: JsValue,
    selection: Option<(u32, u32)>,
}

const VALUE: &str = "value";

impl Content {
    fn of(element: &HtmlElement) -> Self {
        let field = element.dyn_ref::<HtmlInputElement>();
        Self {
            text: Reflect::get(element, &VALUE.into()).unwrap_or_default(),
            selection: field.and_then(selection),
        }
    }

    fn restore(&self, element: &HtmlElement) {
        if Self::of(element).text == self.text {
            return;
        }
        // They fail only for what has no text.
        let _ = Reflect::set(element, &VALUE.into(), &self.text);
        if let (Some(field), Some((start, end))) = (element.dyn_ref(), self.selection) {
            let _ = HtmlInputElement::set_selection_range(field, start, end);
        }
    }
}

fn selection(field: &HtmlInputElement) -> Option<(u32, u32)> {
    Some((field.selection_start().ok()??, field.selection_end().ok()??))
}

/// The URL for which the server has drawn the page.
struct DrawnUrl {
    drawn: Url,
    current: ArcRwSignal<Url>,
    watch: Effect<LocalStorage>,
}

impl DrawnUrl {
    /// The one at hand. A link shows that it has been followed; once the page is let go, it loads
    /// a document, which needs no code of this one.
    fn watched(kept: Rc<Kept>) -> Self {
        let current = expect_context::<BrowserUrl>().as_url().clone();
        let drawn = current.get_untracked();
        let watch = {
            let (current, drawn) = (current.clone(), drawn.clone());
            move || {
                let (wanted, is_let_go) = (current.get(), kept.is_let_go.get());
                let has_left = is_elsewhere(&wanted, &drawn);
                kept.tell_busy(has_left);
                if has_left && is_let_go {
                    // It fails only for what is no URL.
                    let _ = location().assign(&address(&wanted));
                }
            }
        };
        Self {
            drawn,
            current,
            watch: Effect::new(watch),
        }
    }

    /// Puts it back, for what was drawn to be hydrated; gives what goes where a link has led.
    fn put_back(self) -> Option<impl FnOnce()> {
        self.watch.stop();
        let wanted = self.current.get_untracked();
        if !is_elsewhere(&wanted, &self.drawn) {
            return None;
        }
        let (navigate, options) = (
            use_navigate(),
            NavigateOptions {
                // A link within the page, or a way back, has changed it already.
                replace: BrowserUrl::current().is_ok_and(|current| current == wanted),
                scroll: wanted.path() != self.drawn.path(),
                ..NavigateOptions::default()
            },
        );
        self.current.set(self.drawn);
        Some(move || navigate(&address(&wanted), options))
    }
}

/// Whether another page is there, or another view of it; a place on it is the browser's affair.
fn is_elsewhere(url: &Url, other: &Url) -> bool {
    (url.path(), url.search()) != (other.path(), other.search())
}

/// What is behind the host.
fn address(url: &Url) -> String {
    let mark = if url.search().is_empty() { "" } else { "?" };
    format!("{}{mark}{}{}", url.path(), url.search(), url.hash())
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
