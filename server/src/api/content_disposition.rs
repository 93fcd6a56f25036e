//! The name under which a browser saves a download.

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 8187 allows more; the wire contract leaves these as they are.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'.')
    .remove(b'-')
    .remove(b'~')
    .remove(b'/');

/// `attachment` with the name, quoted when it is ASCII and percent-encoded otherwise.
pub(super) fn attachment(name: &str) -> HeaderValue {
    let value = if name.is_ascii() {
        let quoted = name.replace('\\', r"\\").replace('"', "\\\"");
        format!("attachment; filename=\"{quoted}\"")
    } else {
        let encoded = utf8_percent_encode(name, ENCODED);
        format!("attachment; filename*=utf-8''{encoded}")
    };
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_or_encoded() {
        for (name, value) in [
            ("a \"b\".dmp", r#"attachment; filename="a \"b\".dmp""#),
            (r"a\b", r#"attachment; filename="a\\b""#),
            (
                "дамп 1.dmp",
                "attachment; filename*=utf-8''%D0%B4%D0%B0%D0%BC%D0%BF%201.dmp",
            ),
        ] {
            assert_eq!(attachment(name), value);
        }
    }
}
