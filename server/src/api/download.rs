//! Sends the bytes of a file: whole, in part, or not at all when the client has them.
//!
//! The order of conditions is that of RFC 9110, section 13.2.2.

use std::time::SystemTime;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use headers::{
    ETag, HeaderMapExt, IfMatch, IfModifiedSince, IfNoneMatch, IfUnmodifiedSince, LastModified,
};
use model::{Attachment, Dump, Sha256};
use service::BlobReader;

use super::content_disposition::attachment;
use crate::error::{ApiError, Result};

/// Whatever a dump holds, a browser that is made to open it may do nothing with it.
const SANDBOX: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");
const OCTET_STREAM: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// What the conditions of a request come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Whole,
    /// First and last byte.
    Part(u64, u64),
    NotModified,
}

/// What is said of a file beside its bytes.
pub(crate) struct File<'a> {
    pub(crate) name: &'a str,
    pub(crate) size: u64,
    pub(crate) sha256: Sha256,
}

impl<'a> From<&'a Dump> for File<'a> {
    fn from(dump: &'a Dump) -> Self {
        Self {
            name: &dump.original_name,
            size: dump.size,
            sha256: dump.sha256,
        }
    }
}

impl<'a> From<&'a Attachment> for File<'a> {
    fn from(attachment: &'a Attachment) -> Self {
        Self {
            name: &attachment.name,
            size: attachment.size,
            sha256: attachment.sha256,
        }
    }
}

pub(crate) fn send<'a>(
    file: impl Into<File<'a>>,
    blob: BlobReader,
    method: &Method,
    request: &HeaderMap,
) -> Result<Response> {
    let file = file.into();
    let etag: ETag = format!("\"{}\"", file.sha256)
        .parse()
        .expect("hex digits in quotes are an entity tag");
    let modified = blob.modified();
    let outcome = match decide(request, &etag, modified, file.size)? {
        // RFC 9110, section 14.2: a range is for GET alone.
        Outcome::Part(..) if method != Method::GET => Outcome::Whole,
        outcome => outcome,
    };
    let (status, range) = match outcome {
        Outcome::Whole => (StatusCode::OK, 0..file.size),
        Outcome::Part(first, last) => (StatusCode::PARTIAL_CONTENT, first..last + 1),
        Outcome::NotModified => (StatusCode::NOT_MODIFIED, 0..0),
    };
    let length = range.end - range.start;
    let body = if length == 0 || method == Method::HEAD {
        Body::empty()
    } else {
        Body::from_stream(blob.stream(range))
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.typed_insert(etag);
    headers.typed_insert(LastModified::from(modified));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CONTENT_SECURITY_POLICY, SANDBOX);
    if outcome == Outcome::NotModified {
        return Ok(response);
    }
    headers.insert(CONTENT_TYPE, OCTET_STREAM);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(CONTENT_DISPOSITION, attachment(file.name));
    if let Outcome::Part(first, last) = outcome
        && let Ok(value) = HeaderValue::try_from(format!("bytes {first}-{last}/{}", file.size))
    {
        headers.insert(CONTENT_RANGE, value);
    }
    Ok(response)
}

fn decide(request: &HeaderMap, etag: &ETag, modified: SystemTime, size: u64) -> Result<Outcome> {
    match request.typed_get::<IfMatch>() {
        Some(condition) if !condition.precondition_passes(etag) => {
            return Err(ApiError::PreconditionFailed);
        }
        None => {
            if let Some(condition) = request.typed_get::<IfUnmodifiedSince>()
                && !condition.precondition_passes(modified)
            {
                return Err(ApiError::PreconditionFailed);
            }
        }
        Some(_) => {}
    }
    let is_modified = match request.typed_get::<IfNoneMatch>() {
        Some(condition) => condition.precondition_passes(etag),
        None => request
            .typed_get::<IfModifiedSince>()
            .is_none_or(|condition| condition.is_modified(modified)),
    };
    if !is_modified {
        return Ok(Outcome::NotModified);
    }
    // Section 13.1.5: exactly one of the two, or the parts may be of different dumps.
    let mut validators = HeaderMap::new();
    validators.typed_insert(etag.clone());
    validators.typed_insert(LastModified::from(modified));
    let is_changed = request
        .get(IF_RANGE)
        .is_some_and(|known| validators.values().all(|validator| validator != known));
    match request.get(RANGE).and_then(|range| range.to_str().ok()) {
        Some(range) if !is_changed => part(range, size),
        _ => Ok(Outcome::Whole),
    }
}

/// One range is answered with a part; several at once, and what is no range of bytes,
/// with the whole, as is allowed.
fn part(range: &str, size: u64) -> Result<Outcome> {
    let (first, last) = match parse_range(range) {
        Some(ByteRange::Positions { first, last }) if first <= last => (first, last),
        Some(ByteRange::Positions { .. }) | None => return Ok(Outcome::Whole),
        Some(ByteRange::Suffix { length: 0 }) => (u64::MAX, u64::MAX),
        Some(ByteRange::Suffix { length }) => (size.saturating_sub(length), u64::MAX),
    };
    if first >= size {
        return Err(ApiError::RangeNotSatisfiable { size });
    }
    Ok(Outcome::Part(first, last.min(size - 1)))
}

/// RFC 9110, section 14.1.2; read here because `headers::Range` lets a range behind the
/// end through.
enum ByteRange {
    /// Both inclusive.
    Positions {
        first: u64,
        last: u64,
    },
    Suffix {
        length: u64,
    },
}

fn parse_range(range: &str) -> Option<ByteRange> {
    let (unit, positions) = range.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    Some(match positions.trim().split_once('-')? {
        ("", length) => ByteRange::Suffix {
            length: parse_number(length)?,
        },
        (first, last) => ByteRange::Positions {
            first: parse_number(first)?,
            last: if last.is_empty() {
                u64::MAX
            } else {
                parse_number(last)?
            },
        },
    })
}

/// A number beyond counting is behind every end.
fn parse_number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide_with(headers: &[(&'static str, &str)]) -> Result<Outcome> {
        let mut request = HeaderMap::new();
        for (name, value) in headers {
            request.insert(*name, value.parse().expect("a header value"));
        }
        let etag = "\"abc\"".parse().expect("an entity tag");
        let modified = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        decide(&request, &etag, modified, 100)
    }

    #[test]
    fn ranges_are_cut_to_the_dump() {
        for (range, outcome) in [
            ("bytes=0-0", Outcome::Part(0, 0)),
            ("bytes=10-", Outcome::Part(10, 99)),
            ("bytes=-10", Outcome::Part(90, 99)),
            ("bytes=90-500", Outcome::Part(90, 99)),
            ("bytes=-500", Outcome::Part(0, 99)),
            ("bytes=0-1,5-6", Outcome::Whole),
            ("lines=1-2", Outcome::Whole),
            ("bytes=5-2", Outcome::Whole),
            ("bytes=-", Outcome::Whole),
            ("bytes=+1-2", Outcome::Whole),
            ("bytes=99-99999999999999999999", Outcome::Part(99, 99)),
        ] {
            assert_eq!(
                decide_with(&[("range", range)]).expect(range),
                outcome,
                "{range}"
            );
        }
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert!(matches!(
                decide_with(&[("range", range)]),
                Err(ApiError::RangeNotSatisfiable { size: 100 })
            ));
        }
    }

    #[test]
    fn conditions_come_in_their_order() {
        let not_modified = Outcome::NotModified;
        assert_eq!(
            decide_with(&[("if-none-match", "\"abc\"")]).expect("ok"),
            not_modified
        );
        assert_eq!(
            decide_with(&[("if-none-match", "\"x\"")]).expect("ok"),
            Outcome::Whole
        );
        let since = "Sun, 09 Sep 2001 01:46:40 GMT";
        assert_eq!(
            decide_with(&[("if-modified-since", since)]).expect("ok"),
            not_modified
        );
        assert_eq!(
            decide_with(&[("if-none-match", "\"x\""), ("if-modified-since", since)]).expect("ok"),
            Outcome::Whole
        );
        assert!(matches!(
            decide_with(&[("if-match", "\"x\"")]),
            Err(ApiError::PreconditionFailed)
        ));
    }

    #[test]
    fn parts_are_of_the_dump_that_the_client_knows() {
        let outcome = |if_range: &str| {
            decide_with(&[("range", "bytes=1-2"), ("if-range", if_range)]).expect("ok")
        };
        for same in ["\"abc\"", "Sun, 09 Sep 2001 01:46:40 GMT"] {
            assert_eq!(outcome(same), Outcome::Part(1, 2), "{same}");
        }
        let others = [
            "\"x\"",
            "W/\"abc\"",
            "abc",
            "Sun, 09 Sep 2001 01:46:39 GMT",
            "Sun, 09 Sep 2001 01:46:41 GMT",
        ];
        for other in others {
            assert_eq!(outcome(other), Outcome::Whole, "{other}");
        }
    }
}
