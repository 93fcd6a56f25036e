//! The bar at the top.

use leptos::prelude::*;
use leptos_router::components::A;

use super::account_bar::AccountBar;
use super::icons::Icon;
use super::shortcut_help::ShortcutHelp;
use super::theme_switch::ThemeSwitch;
use crate::upload::use_upload_desk;
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
    let desk = use_upload_desk();
    view! {
        <nav class="header__nav" aria-label="Main">
            <A href="/" exact=true>
                "Overview"
            </A>
            <A href="/crashes">"Crashes"</A>
            <A href="/dumps">"Dumps"</A>
            <A href="/upload">
                "Upload"
                {move || {
                    let under_way = desk.under_way();
                    (under_way > 0)
                        .then(|| {
                            view! {
                                <span class="badge" aria-hidden="true">
                                    {under_way}
                                </span>
                            }
                        })
                }}
            </A>
            <A href="/labels">"Labels"</A>
            <A href="/symbols">"Symbols"</A>
            <A href="/connect">"Send crashes"</A>
            {is_staff
                .then(|| {
                    view! {
                        <A href="/users">"Users"</A>
                        <A href="/clients">"Clients"</A>
                        <A href="/system">"System"</A>
                    }
                })}
            <A href="/account">"Account"</A>
        </nav>
    }
}
