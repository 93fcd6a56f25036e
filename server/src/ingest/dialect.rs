//! What clients want to be told.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use service::{Receipt, Taken};
use uuid::Uuid;

use crate::error::ApiError;

/// Whose manner of speaking it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Crashpad, Breakpad, Electron: the answer is the report's id, as it is.
    Minidump,
    /// sentry-native: the event's id.
    Sentry,
    /// Firefox: lines of names and values.
    Socorro,
    Backtrace,
}

impl Dialect {
    /// Always 200, short, and with its length: other clients take anything else for a failure.
    pub(super) fn accept(self, taken: &Taken) -> Response {
        match taken {
            Taken::Kept(Receipt { dump, report_id }) => match self {
                // Old Breakpad clients want 16 hex digits; these ones can be read by people too.
                Self::Minidump => format!("{:016}", dump.0).into_response(),
                Self::Socorro => format!("CrashID=bp-{}\n", report_id.hyphenated()).into_response(),
                _ => self.name(*report_id),
            },
            Taken::Discarded { rule, report_id } => match self {
                // Digits as above, which are no dump's.
                Self::Minidump => format!("{:016x}", report_id.as_u64_pair().0).into_response(),
                Self::Socorro => format!("Discarded=rule_{rule}\n").into_response(),
                _ => self.name(*report_id),
            },
        }
    }

    /// What names a report to clients that want no more than that.
    fn name(self, report_id: Uuid) -> Response {
        let report_id = report_id.hyphenated().to_string();
        if self == Self::Backtrace {
            return axum::Json(json!({ "response": "ok", "_rxid": report_id })).into_response();
        }
        report_id.into_response()
    }

    /// 4xx for the client's own mistakes. What is wrong with this server is 503, for the few
    /// clients that try again.
    pub(super) fn refuse(self, error: ApiError) -> Response {
        let mut response = error.into_response();
        if response.status().is_server_error() {
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        }
        if self == Self::Socorro && response.status() == StatusCode::BAD_REQUEST {
            let text = "Discarded=malformed_report\n";
            response = (StatusCode::BAD_REQUEST, text).into_response();
        }
        response
    }
}

/// The key in `X-Sentry-Auth: Sentry sentry_version=7, sentry_key=…`.
pub(super) fn sentry_auth(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("X-Sentry-Auth")?.to_str().ok()?;
    let (_, pairs) = value.split_once(' ')?;
    let key = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        (name.trim() == "sentry_key").then(|| value.trim().to_owned())
    };
    pairs.split(',').find_map(key)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_key_may_be_in_sentrys_header() {
        let auth = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("X-Sentry-Auth", HeaderValue::from_static(value));
            sentry_auth(&headers)
        };
        let whole = "Sentry sentry_key=abc, sentry_version=7, sentry_client=sentry.native/0.7";
        assert_eq!(auth(whole).as_deref(), Some("abc"));
        assert_eq!(auth("Sentry sentry_version=7"), None);
        assert_eq!(auth("sentry_key=abc"), None);
    }
}
