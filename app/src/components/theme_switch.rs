//! Light, dark, or as the system has it.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::icons::Icon;
use crate::api::SetTheme;
use crate::theme::Theme;

/// A plain form; with JavaScript `bar` sends it, and the page stays.
#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let chosen = Theme::of_request();
    let button = |theme: Theme| {
        let (icon, name) = match theme {
            Theme::System => (Icon::System, "System theme"),
            Theme::Light => (Icon::Sun, "Light theme"),
            Theme::Dark => (Icon::Moon, "Dark theme"),
        };
        view! {
            <button
                class="theme-switch__option"
                type="submit"
                name="theme"
                value=theme.as_str()
                title=name
                aria-label=name
                aria-pressed=(theme == chosen).to_string()
            >
                {icon.view()}
            </button>
        }
    };
    view! {
        <form class="theme-switch" method="post" action=SetTheme::url() aria-label="Theme">
            {Theme::ALL.map(button).collect_view()}
        </form>
    }
}
