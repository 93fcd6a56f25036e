//! What the server hands to every page and every server function.

mod cookies;
mod session_cookie;

use std::sync::Arc;

use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderValue, StatusCode};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use model::ConfigKey;
use service::{Attempt, Member, Principal, Service, Staff};

pub(crate) use cookies::cookies;
pub use session_cookie::SessionCookie;

/// The request as the rules see it. The server provides one for each request.
#[derive(Clone, Debug)]
pub struct AppContext {
    pub service: Arc<Service>,
    pub principal: Principal,
    pub attempt: Attempt,
    pub cookie: SessionCookie,
    /// The address that the operator has people use, if it is known.
    pub public_url: Option<String>,
    /// The configuration in force, without its secrets.
    pub config: Arc<[ConfigKey]>,
}

impl AppContext {
    /// The context of the request at hand.
    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// Whoever is signed in.
    pub(crate) fn member(&self) -> service::Result<&Member> {
        self.principal.member()
    }

    /// Whoever is signed in, if that is an administrator.
    pub(crate) fn staff(&self) -> service::Result<Staff> {
        self.principal.staff()
    }
}

/// Adds a cookie to the answer.
pub(crate) fn set_cookie(cookie: HeaderValue) {
    expect_context::<ResponseOptions>().append_header(SET_COOKIE, cookie);
}

/// Gives the page at hand another status than 200.
///
/// A form sent without JavaScript is left alone: it is answered by a redirect back
/// to its page, which then shows the error.
pub(crate) fn set_status(status: StatusCode) {
    if !is_plain_form()
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(status);
    }
}

/// Sends a form that came without JavaScript on to `path`. With JavaScript the
/// browser's half does it, when it has seen the result.
pub(crate) fn redirect_plain_form(path: &str) {
    if is_plain_form() {
        leptos_axum::redirect(path);
    }
}

/// Answers the page at hand by the way to another one.
pub(crate) fn redirect_page(path: &str) {
    // None while the list of routes is made.
    if let Some(response) = use_context::<ResponseOptions>()
        && let Ok(location) = HeaderValue::from_str(path)
    {
        response.insert_header(LOCATION, location);
        response.set_status(StatusCode::FOUND);
    }
}

/// Whether a form came without JavaScript: a page is to follow.
pub(crate) fn is_plain_form() -> bool {
    use_context::<http::request::Parts>().is_some_and(|request| {
        let accept = request.headers.get(http::header::ACCEPT);
        request.method == http::Method::POST
            && accept.is_some_and(|accept| {
                accept
                    .to_str()
                    .is_ok_and(|accept| accept.contains("text/html"))
            })
    })
}
