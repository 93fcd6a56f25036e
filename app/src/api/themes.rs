//! Light or dark, remembered in a cookie, so that the first paint is right.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "server functions are asynchronous")
)]

use leptos::prelude::*;

use crate::AppError;
use crate::json::Answer;
use crate::theme::Theme;

/// Keeps the choice for a year.
#[server(prefix = "/ui/api", endpoint = "set_theme", output = Answer)]
pub async fn set_theme(theme: Theme) -> Result<(), AppError> {
    use cookie::{Cookie, SameSite};

    use crate::context::{AppContext, set_cookie};

    let cookie = Cookie::build((Theme::COOKIE, theme.as_str()))
        .path("/")
        .http_only(true)
        .secure(AppContext::current().cookie.is_secure())
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::days(365))
        .build();
    let header = cookie.to_string().try_into();
    set_cookie(header.expect("a cookie of plain words is visible ASCII"));
    Ok(())
}
