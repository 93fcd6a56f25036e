//! Lists of dumps: one page, or the whole of it in constant memory.

use axum::Json;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LINK};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use bytes::{BufMut, Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures::stream::{self, StreamExt, TryStreamExt};
use model::{DumpCursor, DumpFilter, DumpOrdering, DumpQuery, FieldErrors, Page};
use serde::Serialize;
use service::{Dumps, Reader};

use crate::error::Result;

pub(super) const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1_000;
/// Rows fetched at a time for a whole list.
const CHUNK_ROWS: u32 = 1_000;
/// A whole list up to this size has a `Content-Length`; a longer one is sent in chunks.
const SIZED_BYTES: usize = 4 * 1024 * 1024;

/// The page that a query string asks for; `None` when it names no parameter of a list.
pub(super) fn parse_query(query: &str) -> Result<Option<DumpQuery>, FieldErrors> {
    let mut filter = DumpFilter::default();
    let mut ordering = DumpOrdering::default();
    let mut limit = DEFAULT_LIMIT;
    let mut after = None;
    let mut errors = FieldErrors::default();
    let mut is_page = false;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = value.as_ref();
        let problem = match name.as_ref() {
            "label" => set(&mut filter.label, Some(value.to_owned()), ""),
            "product" => set(&mut filter.product, Some(value.to_owned()), ""),
            "version" => set(&mut filter.version, Some(value.to_owned()), ""),
            "platform" => set(&mut filter.platform, Some(value.to_owned()), ""),
            "signature" => set(
                &mut filter.signature,
                value.parse().ok(),
                "Must be the number of a signature, or its text.",
            ),
            "state" => set(&mut filter.state, value.parse().ok(), STATE),
            "q" => set(&mut filter.q, Some(value.to_owned()), ""),
            "archived" => set(
                &mut filter.archived,
                parse_boolean(value),
                "Must be true or false.",
            ),
            "uploaded_after" => set(&mut filter.uploaded_after, parse_moment(value), MOMENT),
            "uploaded_before" => set(&mut filter.uploaded_before, parse_moment(value), MOMENT),
            "min_size" => set(&mut filter.min_size, value.parse().ok(), BYTES),
            "max_size" => set(&mut filter.max_size, value.parse().ok(), BYTES),
            "ordering" => match value.parse() {
                Ok(value) => {
                    ordering = value;
                    None
                }
                Err(_) => Some(orderings()),
            },
            "limit" => match parse_limit(value) {
                Ok(value) => {
                    limit = value;
                    None
                }
                Err(problem) => Some(problem),
            },
            "cursor" => set(&mut after, value.parse::<DumpCursor>().ok(), CURSOR),
            _ => continue,
        };
        is_page = true;
        errors.extend(&name, problem);
    }
    if errors.is_empty()
        && after
            .as_ref()
            .is_some_and(|cursor| cursor.ordering != ordering)
    {
        errors.push("cursor", "This cursor is of a list in another ordering.");
    }
    let query = DumpQuery {
        filter,
        ordering,
        limit,
        after,
    };
    errors.into_result(is_page.then_some(query))
}

pub(super) const MOMENT: &str =
    "Must be a moment in ISO 8601 with a zone, such as 2026-01-31T12:00:00Z.";
pub(super) const STATE: &str = "Must be one of open, resolved, ignored.";
const BYTES: &str = "Must be a whole number of bytes.";
pub(super) const CURSOR: &str = "Must be the cursor of a page's Link header.";

/// The rows of a page, or what is wrong with their number.
pub(super) fn parse_limit(text: &str) -> Result<u32, String> {
    let limit = text.parse().ok();
    limit
        .filter(|limit| (1..=MAX_LIMIT).contains(limit))
        .ok_or_else(|| format!("Must be a whole number from 1 to {MAX_LIMIT}."))
}

pub(super) fn set<T>(target: &mut Option<T>, value: Option<T>, problem: &str) -> Option<String> {
    let is_good = value.is_some();
    *target = value;
    (!is_good).then(|| problem.to_owned())
}

fn parse_boolean(text: &str) -> Option<bool> {
    text.parse().ok()
}

pub(super) fn parse_moment(text: &str) -> Option<DateTime<Utc>> {
    // In a query string a plus sign that was not encoded has become a space.
    let text = text.replace(' ', "+");
    DateTime::parse_from_rfc3339(&text)
        .ok()
        .map(|moment| moment.to_utc())
}

fn orderings() -> String {
    let names = DumpOrdering::ALL.map(DumpOrdering::as_str).join(", ");
    format!("Must be one of {names}.")
}

/// A page with the link to the next one (RFC 8288).
pub(super) fn page<T: Serialize>(uri: &Uri, page: Page<T>) -> Response {
    let link = page.next.and_then(|cursor| next_link(uri, &cursor));
    let mut response = Json(page.rows).into_response();
    if let Some(link) = link {
        response.headers_mut().insert(LINK, link);
    }
    response
}

fn next_link(uri: &Uri, cursor: &str) -> Option<HeaderValue> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    query.extend_pairs(pairs.filter(|(name, _)| name != "cursor"));
    query.append_pair("cursor", cursor);
    let link = format!("<{}?{}>; rel=\"next\"", uri.path(), query.finish());
    HeaderValue::try_from(link).ok()
}

/// Every matching dump as one array in ascending order of id.
pub(super) async fn whole(dumps: Dumps, reader: Reader, filter: DumpFilter) -> Result<Response> {
    let first = DumpQuery {
        filter,
        ordering: DumpOrdering::IdAscending,
        limit: CHUNK_ROWS,
        after: None,
    };
    let mut chunks = Box::pin(stream::try_unfold(Some(first), move |query| {
        next_chunk(dumps.clone(), reader, query)
    }));
    let mut start = BytesMut::new();
    while start.len() < SIZED_BYTES {
        let Some(chunk) = chunks.try_next().await? else {
            return Ok(json(Body::from(start.freeze())));
        };
        start.extend_from_slice(&chunk);
    }
    let start = stream::once(async { Ok(start.freeze()) });
    let rest = chunks.inspect_err(|error| {
        tracing::error!(
            error = error as &dyn std::error::Error,
            "a list ends in the middle"
        );
    });
    Ok(json(Body::from_stream(start.chain(rest))))
}

fn json(body: Body) -> Response {
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

type Chunk = Option<(Bytes, Option<DumpQuery>)>;

/// The rows that `query` asks for as a piece of a JSON array, and the query after it.
async fn next_chunk(
    dumps: Dumps,
    reader: Reader,
    query: Option<DumpQuery>,
) -> Result<Chunk, service::Error> {
    let Some(query) = query else {
        return Ok(None);
    };
    let page = dumps.list(&reader, &query).await?;
    let mut json = BytesMut::new().writer();
    let mut separator: &[u8] = if query.after.is_none() { b"[" } else { b"," };
    let is_last = page.next.is_none();
    for dump in &page.rows {
        json.get_mut().put_slice(separator);
        serde_json::to_writer(&mut json, dump).map_err(std::io::Error::from)?;
        separator = b",";
    }
    let mut json = json.into_inner();
    if is_last {
        if page.rows.is_empty() && query.after.is_none() {
            json.put_slice(b"[");
        }
        json.put_slice(b"]");
    }
    let next = page.rows.last().filter(|_| !is_last).map(|last| DumpQuery {
        after: Some(DumpCursor::behind(last, query.ordering)),
        ..query
    });
    Ok(Some((json.freeze(), next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_without_known_parameters_is_the_whole_list() {
        assert_eq!(parse_query(""), Ok(None));
        assert_eq!(parse_query("page=2&_=1700000000"), Ok(None));
    }

    #[test]
    fn every_bad_parameter_is_named() {
        let errors = parse_query(
            "archived=x&state=closed&uploaded_after=now&min_size=-1&ordering=name&limit=0&cursor=%21&label=x",
        )
        .expect_err("they are bad");
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                "archived",
                "state",
                "uploaded_after",
                "min_size",
                "ordering",
                "limit",
                "cursor"
            ]
        );
    }

    #[test]
    fn parameters_make_a_query() {
        let query = parse_query(
            "label=&q=a%20b&ordering=-size&limit=5&uploaded_before=2026-01-01T00:00:00+01:00",
        )
        .expect("they are good")
        .expect("they are known");
        assert_eq!(query.filter.label.as_deref(), Some(""));
        assert_eq!(query.filter.q.as_deref(), Some("a b"));
        assert_eq!(query.ordering, DumpOrdering::LargestFirst);
        assert_eq!(query.limit, 5);
        let before = query.filter.uploaded_before.expect("is set");
        assert_eq!(before.to_rfc3339(), "2025-12-31T23:00:00+00:00");
    }

    #[test]
    fn the_next_page_keeps_every_other_parameter() {
        let uri: Uri = "/api/dumps/?limit=2&cursor=old&q=a%26b"
            .parse()
            .expect("a URI");
        let link = next_link(&uri, "new").expect("a header");
        assert_eq!(
            link,
            "</api/dumps/?limit=2&q=a%26b&cursor=new>; rel=\"next\""
        );
    }
}
