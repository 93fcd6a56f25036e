//! The interface's files, carried in the binary.
//!
//! They lie below a folder named by the hash of all of them, so that a browser may keep
//! them for ever and still gets the new ones of a new release. A debug build reads them
//! from the disk instead.

use std::borrow::Cow;
use std::sync::LazyLock;

use app::Assets;
use axum::Router;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use crate::AppState;
use crate::error::ApiError;

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
/// Compressed copies that a release build has beside every file, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];
/// Bytes of the hash that name a release's folder.
const HASH_BYTES: usize = 8;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
#[exclude = "*.ts*"]
struct Site;

/// The hash of every file, so that a change of any gives all of them new addresses.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = Sha256::new();
    for name in Site::iter() {
        if let Some(file) = Site::get(&name) {
            hasher.update(name.as_bytes());
            hasher.update(file.metadata.sha256_hash());
        }
    }
    hex::encode(&hasher.finalize()[..HASH_BYTES])
});

/// Where the pages find them.
pub(super) static URLS: LazyLock<Assets> = LazyLock::new(urls);

fn urls() -> Assets {
    let url = |extension| format!("/assets/{}/pkg/crash-store.{extension}", *VERSION);
    Assets {
        css: url("css"),
        js: url("js"),
        wasm: url("wasm"),
    }
}

pub(super) fn routes() -> Router<AppState> {
    let mut routes = Router::new().route("/assets/{version}/{*name}", get(versioned));
    // Files that browsers look for at a fixed address.
    for name in Site::iter().filter(|name| is_public(name)) {
        let route = format!("/{name}");
        let handler = get(move |headers: HeaderMap| async move { send(&name, &headers, AN_HOUR) });
        routes = routes.route(&route, handler);
    }
    routes
}

/// A file of `public/` itself, and no compressed copy.
fn is_public(name: &str) -> bool {
    !name.contains('/')
        && !ENCODINGS
            .iter()
            .any(|(_, ending)| name.ends_with(&format!(".{ending}")))
}

async fn versioned(Path((version, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    if version == *VERSION {
        send(&name, &headers, FOREVER)
    } else {
        ApiError::NoSuchPath.into_response()
    }
}

fn send(name: &str, request: &HeaderMap, caching: HeaderValue) -> Response {
    let Some(file) = Site::get(name) else {
        return ApiError::NoSuchPath.into_response();
    };
    let media_type = HeaderValue::from_str(file.metadata.mimetype());
    let (encoding, file) = match compressed(name, request) {
        Some((encoding, copy)) => (Some(encoding), copy),
        None => (None, file),
    };
    let body: axum::body::Body = match file.data {
        Cow::Borrowed(data) => data.into(),
        Cow::Owned(data) => data.into(),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, caching);
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(media_type) = media_type {
        headers.insert(CONTENT_TYPE, media_type);
    }
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The best compressed copy of a file that the client takes.
fn compressed(name: &str, request: &HeaderMap) -> Option<(&'static str, EmbeddedFile)> {
    ENCODINGS
        .iter()
        .filter(|(encoding, _)| accepts(request, encoding))
        .find_map(|(encoding, ending)| Some((*encoding, Site::get(&format!("{name}.{ending}"))?)))
}

fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    request
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
            let is_refused = weight.trim().trim_start_matches("q=").parse() == Ok(0.0);
            name.trim() == encoding && !is_refused
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_used_when_it_is_accepted() {
        let accepts = |offer: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(offer));
            super::accepts(&headers, "br")
        };
        assert!(accepts("gzip, deflate, br, zstd"));
        assert!(accepts("br;q=0.5"));
        assert!(!accepts("gzip, br;q=0"));
        assert!(!accepts("brotli"));
    }

    #[test]
    fn compressed_copies_have_no_address_of_their_own() {
        assert!(is_public("favicon.svg"));
        assert!(!is_public("favicon.svg.br"));
        assert!(!is_public("pkg/crash-store.js"));
    }
}
