//! Light or dark, remembered in a cookie, so that the first paint is right.

#![expect(clippy::unused_async, reason = "server functions are asynchronous")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::text_json::Answer;

/// Colours of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the reader's system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of the request's cookie.
    #[cfg(feature = "ssr")]
    pub(crate) fn of_request() -> Self {
        use cookie::Cookie;

        let Some(request) = use_context::<http::request::Parts>() else {
            return Self::default();
        };
        request
            .headers
            .get_all(http::header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .filter(|cookie| cookie.name() == COOKIE)
            .find_map(|cookie| {
                Self::ALL
                    .into_iter()
                    .find(|theme| theme.as_str() == cookie.value())
            })
            .unwrap_or_default()
    }
}

#[cfg(feature = "ssr")]
const COOKIE: &str = "theme";

/// Keeps the choice for a year, and returns it.
#[server(prefix = "/ui/api", endpoint = "set_theme", output = Answer)]
pub async fn set_theme(theme: Theme) -> Result<Theme, AppError> {
    use cookie::{Cookie, SameSite};

    use crate::context::{AppContext, set_cookie};

    let cookie = Cookie::build((COOKIE, theme.as_str()))
        .path("/")
        .http_only(true)
        .secure(AppContext::current().cookie.is_secure())
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::days(365))
        .build();
    let header = cookie.to_string().try_into();
    set_cookie(header.expect("a cookie of plain words is visible ASCII"));
    Ok(theme)
}
