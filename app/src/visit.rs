//! What the server says about the visitor and itself, once for each page load.
//!
//! Signing in and out load a page anew, so nothing here changes while a page lives:
//! no signal, no request.

use leptos::prelude::{SharedValue, expect_context, provide_context};
use leptos::wasm_bindgen::JsValue;
use serde::{Deserialize, Serialize};

use crate::json::{self, Json, Plain};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with each other"
)]
pub(crate) struct Visit {
    /// The address of whoever is signed in.
    pub(crate) email: Option<String>,
    /// Whether that is an administrator.
    pub(crate) is_staff: bool,
    /// Scheme, host and port of this server as the browser knows it.
    pub(crate) origin: String,
    /// The server's time in seconds since 1970.
    pub(crate) now: i64,
    /// Size of one dump.
    pub(crate) max_upload_bytes: u64,
    /// Whether anyone may make an account.
    pub(crate) allow_registration: bool,
    /// Whether an upload by REST needs no credentials.
    pub(crate) anonymous_upload: bool,
    /// Whether dumps can be archived.
    pub(crate) has_archive: bool,
    /// Whether the first administrator is still to be made.
    pub(crate) needs_setup: bool,
}

impl Visit {
    /// Provides the visit to every component below.
    pub(crate) fn provide() -> Self {
        let visit = SharedValue::<_, Json>::new_with_encoding(Self::of_request).into_inner();
        provide_context(visit.clone());
        visit
    }

    #[cfg(feature = "ssr")]
    fn of_request() -> Self {
        use leptos::prelude::use_context;

        use crate::context::AppContext;

        // None while the list of routes is made.
        let Some(context) = use_context::<AppContext>() else {
            return Self::default();
        };
        let settings = context.service.settings();
        Self {
            email: context.principal.user().map(|user| user.email.clone()),
            is_staff: context.principal.user().is_some_and(|user| user.is_staff),
            origin: origin(&context),
            now: chrono::Utc::now().timestamp(),
            max_upload_bytes: json::readable(settings.max_upload_bytes),
            allow_registration: settings.allow_registration,
            anonymous_upload: settings.anonymous_upload,
            has_archive: context.service.dumps.has_archive(),
            needs_setup: context.service.setup.token().is_some(),
        }
    }

    /// A page that the server has not rendered; there is none.
    #[cfg(not(feature = "ssr"))]
    fn of_request() -> Self {
        Self::default()
    }
}

impl Plain for Visit {
    fn of_value(value: &JsValue) -> Option<Self> {
        let max_upload_bytes: i64 = json::get(value, "max_upload_bytes")?;
        Some(Self {
            email: json::get(value, "email")?,
            is_staff: json::get(value, "is_staff")?,
            origin: json::get(value, "origin")?,
            now: json::get(value, "now")?,
            max_upload_bytes: max_upload_bytes.unsigned_abs(),
            allow_registration: json::get(value, "allow_registration")?,
            anonymous_upload: json::get(value, "anonymous_upload")?,
            has_archive: json::get(value, "has_archive")?,
            needs_setup: json::get(value, "needs_setup")?,
        })
    }
}

pub(crate) fn use_visit() -> Visit {
    expect_context()
}

/// Scheme, host and port of this server as the browser knows it.
#[cfg(feature = "ssr")]
pub(crate) fn origin(context: &crate::context::AppContext) -> String {
    context.public_url.clone().unwrap_or_else(requested_origin)
}

#[cfg(feature = "ssr")]
fn requested_origin() -> String {
    let host = leptos::prelude::use_context::<http::request::Parts>()
        .and_then(|request| {
            let header = request.headers.get(http::header::HOST);
            header
                .and_then(|host| host.to_str().ok())
                .or(request.uri.authority().map(http::uri::Authority::as_str))
                .map(str::to_owned)
        })
        .unwrap_or_default();
    // Without an address of the operator's, the server is asked directly, and speaks no TLS.
    format!("http://{host}")
}
