//! What surrounds every page.

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::connection_notice::ConnectionNotice;
use super::drop_anywhere::DropAnywhere;
use super::toasts::ToastRegion;
use crate::bar;
use crate::visit::use_visit;

/// Skip link, header, the page itself, and messages.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let main = NodeRef::<html::Main>::new();
    focus_on_navigation(main);
    bar::enliven();
    view! {
        // `external` leaves the link to the browser, which moves the focus.
        <a class="skip-link" href="#main" rel="external">
            "Skip to content"
        </a>
        <ConnectionNotice />
        <div class="drawn" inner_html=header()></div>
        <ToastRegion />
        {use_visit().email.map(|_| view! { <DropAnywhere /> })}
        // The last: all that is before it is live when the page still waits for its code.
        <main id="main" class="page" tabindex="-1" node_ref=main>
            {children()}
        </main>
    }
}

/// As HTML; the browser has it already, for it comes with every document.
fn header() -> String {
    #[cfg(feature = "ssr")]
    return crate::draw::draw(|| view! { <super::header::Header /> });
    #[cfg(not(feature = "ssr"))]
    String::new()
}

/// A new page takes the focus, as it does when a browser loads one: keyboard and
/// screen reader go on at its beginning.
fn focus_on_navigation(main: NodeRef<html::Main>) {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path)
            && let Some(main) = main.get_untracked()
        {
            // An element in the document takes the focus; there is no error to tell.
            let _ = main.focus();
        }
        path
    });
}
