//! What the reader does on a page whose code has not come yet.
//!
//! The server has drawn the page, and what surrounds it is live. What is typed and ticked on the
//! page itself is kept, and so is the last press of a button: that is done when the page can do it,
//! with what the fields hold by then. Links are followed then, too.

mod deed;
mod drawn_url;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use gloo_events::{EventListener, EventListenerOptions};
use leptos::ev::Event;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::{GetUntracked, RwSignal, Set, set_timeout, set_timeout_with_handle};
use web_sys::Element;

use self::deed::{Deed, Entries};
use self::drawn_url::DrawnUrl;
use crate::AppError;
use crate::browser::Live;
use crate::components::{Toasts, use_toasts};

/// Whoever has waited for so long is not left waiting.
const PATIENCE: Duration = Duration::from_secs(15);
const LATE: &str = "The page is still loading. Buttons and links work; they load a page anew.";

pub(crate) struct Deeds {
    kept: Rc<Kept>,
    _listeners: Vec<EventListener>,
    /// None where the browser has no timer left.
    patience: Option<TimeoutHandle>,
    url: DrawnUrl,
}

struct Kept {
    page: Element,
    /// What fields hold by them, in their order.
    entries: RefCell<Vec<Deed>>,
    press: RefCell<Option<Deed>>,
    /// The code has not come so far. Then the browser does what it can without.
    is_let_go: RwSignal<bool>,
    toasts: Toasts,
}

impl Deeds {
    /// Keeps what is done to `page` from now on.
    pub(crate) fn of(page: Element) -> Self {
        const KINDS: [&str; 5] = ["click", "submit", "input", "change", "toggle"];
        let kept = Rc::new(Kept {
            entries: RefCell::new(deed::typed(&page)),
            page: page.clone(),
            press: RefCell::default(),
            is_let_go: RwSignal::new(false),
            toasts: use_toasts(),
        });
        let keep = {
            let kept = Rc::clone(&kept);
            move |event| kept.keep(event)
        };
        let lose_patience = {
            let kept = Rc::clone(&kept);
            move || kept.let_go(LATE.to_owned())
        };
        Self {
            _listeners: listen_first(&page, &KINDS, keep),
            patience: set_timeout_with_handle(lose_patience, PATIENCE).ok(),
            url: DrawnUrl::watched(Rc::clone(&kept)),
            kept,
        }
    }

    /// Tells that the code has not come; what is typed and ticked stays for when it does.
    pub(crate) fn let_go(&self, error: &AppError) {
        self.kept.let_go(error.to_string());
    }

    /// For when the page's code is there, and before it is hydrated, to which fields belong then.
    pub(crate) fn redo_when_hydrated(self) {
        let Self {
            kept,
            patience,
            url,
            ..
        } = self;
        if let Some(patience) = patience {
            patience.clear();
        }
        let follow = url.put_back();
        let entries = Entries::of(kept.entries.take());
        let press = {
            let kept = Rc::clone(&kept);
            move || {
                let press = kept.press.take();
                kept.tell_busy(false);
                match (follow, press) {
                    // Nobody would be told what has become of the press.
                    (Some(follow), _) => follow(),
                    (None, Some(press)) => press.redo(),
                    (None, None) => {}
                }
                Live::Page.mark();
            }
        };
        once_hydrated(&kept.page, || entries.redo());
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
            entries.retain(|other| !deed.replaces(other));
            entries.push(deed);
        } else if !self.is_let_go.get_untracked() {
            deed.hold_back();
            self.press.replace(Some(deed));
            self.tell_busy(false);
        }
    }

    fn let_go(&self, why: String) {
        if !self.is_let_go.get_untracked() {
            self.toasts.failed(why);
            self.press.take();
            self.tell_busy(false);
            self.is_let_go.set(true);
            Live::Nothing.mark();
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

/// Runs `enter` when `page` is hydrated: that waits for nothing from outside, and so it is over
/// with the task that is under way. The next key or pointer may come before any timer.
fn once_hydrated(page: &Element, enter: impl FnOnce() + 'static) {
    const NEXT: [&str; 3] = ["keydown", "beforeinput", "pointerdown"];
    let enter = Rc::new(RefCell::new(Some(enter)));
    let once = move || {
        if let Some(enter) = enter.take() {
            enter();
        }
    };
    let listeners = {
        let once = once.clone();
        listen_first(page, &NEXT, move |_| once())
    };
    let on_time = move || {
        once();
        drop(listeners);
    };
    set_timeout(on_time, Duration::ZERO);
}

/// Hears of what happens in `page` before everything in it does, until the listeners are dropped.
fn listen_first(
    page: &Element,
    kinds: &[&'static str],
    hear: impl Fn(Event) + Clone + 'static,
) -> Vec<EventListener> {
    let listener = |kind: &&'static str| {
        let (hear, options) = (
            hear.clone(),
            EventListenerOptions {
                passive: false,
                ..EventListenerOptions::run_in_capture_phase()
            },
        );
        EventListener::new_with_options(page, *kind, options, move |event| hear(event.clone()))
    };
    kinds.iter().map(listener).collect()
}
