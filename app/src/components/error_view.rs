//! A page that could not be shown.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::icons::Icon;
use super::sign_in_redirect::SignInRedirect;
use crate::AppError;
use crate::browser::reload;

/// Says what went wrong and what to do; leads to the sign-in page when that helps.
#[component]
pub(crate) fn ErrorView(error: AppError) -> impl IntoView {
    let text = error.to_string();
    if error == AppError::Unreachable {
        Effect::new(|| {
            let online = window_event_listener_untyped("online", |_| reload());
            on_cleanup(move || online.remove());
        });
    }
    match error {
        AppError::Unauthenticated => view! { <SignInRedirect /> }.into_any(),
        AppError::NotFound => view! { <NotFound /> }.into_any(),
        AppError::Forbidden | AppError::NotAllowed(_) => {
            view! { <ErrorMessage title="You may not see this" text /> }.into_any()
        }
        AppError::Invalid(_) => {
            view! { <ErrorMessage title="That did not work" text /> }.into_any()
        }
        _ => view! { <ErrorMessage title="That did not work" text can_retry=true /> }.into_any(),
    }
}

/// A page that does not exist.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <ErrorMessage
            title="There is nothing here"
            text="The address is wrong, or what it led to has been deleted.".to_owned()
        />
    }
}

/// `external` links load the page anew, and with it whatever may have gone stale.
#[component]
fn ErrorMessage(
    title: &'static str,
    text: String,
    /// Whether the same page may be shown at another try.
    #[prop(optional)]
    can_retry: bool,
) -> impl IntoView {
    let is_of_crashes = use_location()
        .pathname
        .with_untracked(|path| path.starts_with("/crashes"));
    let (list, all) = if is_of_crashes {
        ("/crashes", "All crashes")
    } else {
        ("/dumps", "All dumps")
    };
    view! {
        <Title text=title />
        <section class="message" role="alert">
            {Icon::Warning.large()}
            <h1>{title}</h1>
            <p>{text}</p>
            <p class="message__actions">
                {can_retry
                    .then(|| {
                        view! {
                            <a class="button button--primary" href="" rel="external">
                                "Try again"
                            </a>
                        }
                    })} <a class="button" href=list rel="external">
                    {all}
                </a>
            </p>
        </section>
    }
}
