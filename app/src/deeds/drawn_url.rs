//! The URL for which the server has drawn the page.

use std::rc::Rc;

use leptos::prelude::{Effect, Get, GetUntracked, LocalStorage, Set, expect_context, location};
use leptos::reactive::signal::ArcRwSignal;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::location::{BrowserUrl, LocationProvider, Url};

use super::Kept;

pub(super) struct DrawnUrl {
    drawn: Url,
    current: ArcRwSignal<Url>,
    watch: Effect<LocalStorage>,
}

impl DrawnUrl {
    /// The one at hand. A link shows that it has been followed; once the page is let go, it loads
    /// a document, which needs no code of this one.
    pub(super) fn watched(kept: Rc<Kept>) -> Self {
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
    pub(super) fn put_back(self) -> Option<impl FnOnce()> {
        self.watch.stop();
        let wanted = self.current.get_untracked();
        if !is_elsewhere(&wanted, &self.drawn) {
            return None;
        }
        let navigate = use_navigate();
        let options = NavigateOptions {
            // A link within the page, or a way back, has changed it already.
            replace: BrowserUrl::current().is_ok_and(|current| current == wanted),
            scroll: wanted.path() != self.drawn.path(),
            ..NavigateOptions::default()
        };
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
