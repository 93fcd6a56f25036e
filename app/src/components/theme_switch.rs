//! Light, dark, or as the system has it.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use super::icons::Icon;
use super::toasts::use_toasts;
use crate::api::SetTheme;
use crate::browser::mark_document;
use crate::query;
use crate::theme::Theme;
use crate::transport::post;
use crate::visit::use_visit;

#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(use_visit().theme);
    Effect::new(move || mark_document("data-theme", theme.get().as_str()));
    view! {
        <form class="theme-switch" method="post" action=SetTheme::url() aria-label="Theme">
            {Theme::ALL.map(|option| view! { <ThemeButton option theme /> }).collect_view()}
        </form>
    }
}

#[component]
fn ThemeButton(option: Theme, theme: RwSignal<Theme>) -> impl IntoView {
    let toasts = use_toasts();
    let (icon, name) = match option {
        Theme::System => (Icon::System, "System theme"),
        Theme::Light => (Icon::Sun, "Light theme"),
        Theme::Dark => (Icon::Moon, "Dark theme"),
    };
    let choose = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        theme.set(option);
        spawn_local(async move {
            let form = query::form(&[("theme", Some(option.as_str()))]);
            if let Err(error) = post(SetTheme::PATH, &form).await {
                toasts.failed(error.to_string());
            }
        });
    };
    let is_chosen = move || {
        if theme.get() == option {
            "true"
        } else {
            "false"
        }
    };
    view! {
        <button
            class="theme-switch__option"
            type="submit"
            name="theme"
            value=option.as_str()
            title=name
            aria-label=name
            aria-pressed=is_chosen
            on:click=choose
        >
            {icon.view()}
        </button>
    }
}
