//! Forms that the server has drawn: their page sends them by `Change`, and shows in them how that
//! stands.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use send_wrapper::SendWrapper;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

use crate::AppError;
use crate::browser::{all, all_on_page, form_text, mark, target, when_drawn};
use crate::change::Change;
use crate::content::{Content, settle, typed};

/// A change, and what is told its answer.
pub(crate) type Sent = (Change, Callback<String>);

/// Sends the form by the change that it is for; any other is left to the browser.
pub(crate) fn send(event: &SubmitEvent, changes: &[Sent]) {
    let Some(form) = target(event) else {
        return;
    };
    let action = form.get_attribute("action");
    let sent = changes
        .iter()
        .find(|(change, _)| action.as_deref() == Some(change.path()));
    let Some((change, on_done)) = sent else {
        return;
    };
    event.prevent_default();
    let fields = typed(&form).into_iter();
    let saved: Vec<_> = fields.map(|field| (Content::of(&field), field)).collect();
    let (on_done, page) = (*on_done, SendWrapper::new((form, saved)));
    let on_done = Callback::new(move |answer| {
        let (form, saved) = &*page;
        for (content, field) in saved {
            settle(field, content);
        }
        // An open one would keep the focus from the page that comes next.
        close_dialog(form);
        on_done.try_run(answer);
    });
    change.send(form_text(event), on_done);
}

/// Takes back what the form says of an earlier change: there is something new in it.
pub(crate) fn forget(event: &Event) {
    let form = target(event).and_then(|field| field.closest("form").ok().flatten());
    for status in form.map_or_else(Vec::new, |form| all::<Element>(&form, "[role=status]")) {
        status.set_text_content(None);
    }
}

/// Shows how the change stands in its form, from now on.
///
/// Its button waits, and its status says what the attributes `data-under-way` and `data-done` hold
/// for that. A dialog is closed when it is over; what is wrong is told at its field, which takes
/// the focus, or where `DrawnError` is.
pub(crate) fn follow(change: Change) {
    Effect::new(move || {
        let standing = Standing {
            path: change.path(),
            is_under_way: change.is_under_way(),
            is_done: change.is_done(),
            error: change.error(),
        };
        when_drawn(move || standing.show());
    });
}

/// How a change stands.
struct Standing {
    path: &'static str,
    is_under_way: bool,
    is_done: bool,
    error: Option<AppError>,
}

impl Standing {
    fn show(&self) {
        for form in all_on_page::<Element>(&format!("form[action='{}']", self.path)) {
            self.show_in(&form);
        }
        let error = self.error.as_ref();
        let error = error.filter(|error| !matches!(error, AppError::Invalid(_)));
        for place in all_on_page::<Element>(&format!("[data-error-of='{}']", self.path)) {
            mark(&place, "hidden", error.is_none());
            if let (Some(error), Some(text)) = (error, place.last_element_child()) {
                tell(error, &text);
            }
        }
    }

    fn show_in(&self, form: &Element) {
        for button in all::<Element>(form, "[type=submit]") {
            tell_state(&button, "aria-disabled", self.is_under_way);
        }
        // What has been typed since is still to be sent.
        let is_done = self.is_done && typed(form).is_empty();
        for status in all::<Element>(form, "[role=status]") {
            let attribute = match (self.is_under_way, is_done) {
                (true, _) => "data-under-way",
                (_, true) => "data-done",
                _ => "",
            };
            status.set_text_content(status.get_attribute(attribute).as_deref());
        }
        if self.error.is_some() {
            close_dialog(form);
        }
        for field in all::<HtmlElement>(form, "[aria-describedby]") {
            let name = field.get_attribute("name").unwrap_or_default();
            let wrong = self
                .error
                .as_ref()
                .map_or(&[][..], |error| error.field(&name));
            tell_state(&field, "aria-invalid", !wrong.is_empty());
            if let Some(told) = document().get_element_by_id(&format!("{name}-error")) {
                told.set_text_content(Some(&wrong.join(" ")));
            }
            if !wrong.is_empty() {
                // An element in the document takes the focus; there is no error to tell.
                let _ = field.focus();
            }
        }
    }
}

fn close_dialog(form: &Element) {
    if let Ok(Some(dialog)) = form.closest("dialog") {
        dialog.unchecked_into::<HtmlDialogElement>().close();
    }
}

/// Whoever has to sign in again does it beside the page: what is typed stays.
fn tell(error: &AppError, place: &Element) {
    const SIGN_IN: &str = "Your session has ended. <a href=/login target=_blank rel=external>\
        Sign in in a new tab</a>, come back and try again: nothing that you typed is lost.";
    if *error == AppError::Unauthenticated {
        place.set_inner_html(SIGN_IN);
    } else {
        place.set_text_content(Some(&error.to_string()));
    }
}

/// Sets an attribute to `true`, or takes it away.
fn tell_state(element: &Element, attribute: &str, is_so: bool) {
    // They fail only for what is no name of an attribute.
    let _ = if is_so {
        element.set_attribute(attribute, "true")
    } else {
        element.remove_attribute(attribute)
    };
}
