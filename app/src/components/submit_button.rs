//! The button that sends a form.

use leptos::prelude::*;

use crate::change::Change;

/// It waits while the change is under way: nothing is sent twice. It keeps the focus, which a
/// button that is `disabled` would lose.
#[component]
pub(crate) fn SubmitButton(
    change: Change,
    #[prop(default = "button button--primary")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class=class
            type="submit"
            aria-disabled=move || change.is_under_way().then_some("true")
        >
            {children()}
        </button>
    }
}
