//! A form that changes something on the server.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use crate::browser::{focus_wrong_field, form_text};
use crate::change::Change;

/// Without JavaScript the browser posts the form and shows the page that the server
/// function leads to; with it the page stays, and `on_done` is told the function's
/// answer, as JSON. The first field that is wrong takes the focus.
#[component]
pub(crate) fn ChangeForm(
    change: Change,
    class: &'static str,
    on_done: Callback<String>,
    #[prop(optional)] node_ref: NodeRef<html::Form>,
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        change.send(form_text(&event), on_done);
    };
    Effect::new(move || {
        if change.error().is_some() {
            // By then the fields know.
            request_animation_frame(move || focus_wrong_field(node_ref));
        }
    });
    view! {
        <form class=class method="post" action=change.path() on:submit=submit node_ref=node_ref>
            {children()}
        </form>
    }
}
