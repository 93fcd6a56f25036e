//! Light or dark.

use serde::{Deserialize, Serialize};

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
    /// The name of the cookie that keeps the choice.
    #[cfg(feature = "ssr")]
    pub(crate) const COOKIE: &str = "theme";

    #[cfg(feature = "ssr")]
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    #[cfg(feature = "ssr")]
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
        use leptos::prelude::use_context;

        use crate::context::cookies;

        let Some(request) = use_context::<http::request::Parts>() else {
            return Self::default();
        };
        cookies(&request.headers, Self::COOKIE)
            .find_map(|value| Self::ALL.into_iter().find(|theme| theme.as_str() == value))
            .unwrap_or_default()
    }
}
