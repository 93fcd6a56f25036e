//! The bar at the top, which the server has drawn (`Header`): the page that is current, the uploads
//! under way, the theme and the shortcuts.

use leptos::ev::{self, MouseEvent};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos_router::hooks::use_location;
use web_sys::{Element, Event, HtmlInputElement};

use crate::api::SetTheme;
use crate::browser::{all_on_page, mark_document, target};
use crate::components::{Toasts, use_toasts};
use crate::transport::post;
use crate::upload::use_upload_desk;
use crate::visit::use_visit;
use crate::{query, shortcuts};

/// Whether a link of the bar is that of the page at `path`, or of one below.
pub(crate) fn leads_to(link: &str, path: &str) -> bool {
    let below = path.strip_prefix(link);
    path == link || link != "/" && below.is_some_and(|below| below.starts_with('/'))
}

/// Brings it to life.
pub(crate) fn enliven() {
    let (path, desk, toasts) = (use_location().pathname, use_upload_desk(), use_toasts());
    let is_signed_in = use_visit().email.is_some();
    Effect::new(move || {
        let path = path.get();
        for link in links("a") {
            let is_current = link
                .get_attribute("href")
                .is_some_and(|href| leads_to(&href, &path));
            // They fail only for what is no name of an attribute.
            let _ = if is_current {
                link.set_attribute("aria-current", "page")
            } else {
                link.remove_attribute("aria-current")
            };
        }
    });
    Effect::new(move || count_uploads(desk.under_way()));
    Effect::new(move || {
        window_event_listener(ev::click, move |event| choose_theme(&event, toasts));
        window_event_listener(ev::change, |event| switch_shortcuts(&event));
        for switch in all_on_page::<HtmlInputElement>(&format!("[name={}]", shortcuts::SWITCH)) {
            switch.set_checked(shortcuts::are_on());
        }
        // Whoever has no switch for them has none of them.
        if is_signed_in {
            shortcuts::listen();
        }
    });
}

fn count_uploads(under_way: usize) {
    for badge in links(".badge") {
        badge.remove();
    }
    let badge = document().create_element("span").ok();
    if let (Some(badge), true) = (badge, under_way > 0) {
        badge.set_class_name("badge");
        badge.set_text_content(Some(&under_way.to_string()));
        // They fail only for what is no name of an attribute, and for what is no parent.
        let _ = badge.set_attribute("aria-hidden", "true");
        for link in links("[href='/upload']") {
            let _ = link.append_child(&badge);
        }
    }
}

fn choose_theme(event: &MouseEvent, toasts: Toasts) {
    let Some(chosen) = target(event).and_then(|it| it.closest("[name=theme]").ok().flatten())
    else {
        return;
    };
    event.prevent_default();
    let theme = chosen.get_attribute("value").unwrap_or_default();
    mark_document("data-theme", &theme);
    for option in all_on_page::<Element>("[name=theme]") {
        let is_chosen = (option == chosen).to_string();
        // It fails only for what is no name of an attribute.
        let _ = option.set_attribute("aria-pressed", &is_chosen);
    }
    spawn_local(async move {
        let form = query::form(&[("theme", Some(&theme))]);
        if let Err(error) = post(SetTheme::PATH, &form).await {
            toasts.failed(error.to_string());
        }
    });
}

fn switch_shortcuts(event: &Event) {
    let switch = target(event).and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    if let Some(switch) = switch
        && switch.name() == shortcuts::SWITCH
    {
        shortcuts::switch(switch.checked());
    }
}

fn links(selector: &str) -> Vec<Element> {
    all_on_page(&format!(".header__nav {selector}"))
}

#[cfg(test)]
mod tests {
    use super::leads_to;

    #[test]
    fn a_link_is_current_on_its_page_and_below() {
        assert!(leads_to("/dumps", "/dumps"));
        assert!(leads_to("/dumps", "/dumps/1"));
        assert!(!leads_to("/dumps", "/dumpsters"));
        assert!(leads_to("/", "/"));
        assert!(!leads_to("/", "/dumps"));
    }
}
