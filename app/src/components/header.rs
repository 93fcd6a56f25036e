//! The bar at the top: drawn by the server, and brought to life by `bar`.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::account_bar::AccountBar;
use super::icons::Icon;
use super::shortcut_help::ShortcutHelp;
use super::theme_switch::ThemeSwitch;
use crate::bar;
use crate::visit::use_visit;

#[component]
pub(crate) fn Header() -> impl IntoView {
    let visit = use_visit();
    let email = visit.email;
    let is_signed_in = email.is_some();
    view! {
        <header class="header">
            <a class="header__brand" href="/">
                {Icon::Mark.view()}
                "Crash Store"
            </a>
            {is_signed_in.then(|| view! { <Navigation is_staff=visit.is_staff /> })}
            <div class="header__end">
                {is_signed_in.then(|| view! { <ShortcutHelp /> })} <ThemeSwitch />
                {email.map(|email| view! { <AccountBar email /> })}
            </div>
        </header>
    }
}

#[component]
fn Navigation(is_staff: bool) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    let link = |href: &'static str, name: &'static str| {
        let current = bar::leads_to(href, &path).then_some("page");
        view! {
            <a href=href aria-current=current>
                {name}
            </a>
        }
    };
    let for_staff = is_staff.then(|| {
        [
            link("/users", "Users"),
            link("/clients", "Clients"),
            link("/system", "System"),
        ]
    });
    view! {
        <nav class="header__nav" aria-label="Main">
            {link("/", "Overview")}
            {link("/crashes", "Crashes")}
            {link("/dumps", "Dumps")}
            {link("/upload", "Upload")}
            {link("/labels", "Labels")}
            {link("/symbols", "Symbols")}
            {link("/connect", "Send crashes")}
            {for_staff}
            {link("/account", "Account")}
        </nav>
    }
}
