//! REST paths end with a slash; a client that leaves it out is served all the same.
//!
//! A redirect would lose the body of a POST, and crash handlers follow none.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;

const API: &str = "/api/";

/// Adds the slash to the end of a REST path that lacks it.
pub(super) fn add_missing(uri: &mut Uri) {
    let path = uri.path();
    if !path.starts_with(API) || path.ends_with('/') {
        return;
    }
    let with_slash = match uri.query() {
        Some(query) => format!("{path}/?{query}"),
        None => format!("{path}/"),
    };
    let mut parts = uri.clone().into_parts();
    let Ok(path_and_query) = with_slash.parse::<PathAndQuery>() else {
        return;
    };
    parts.path_and_query = Some(path_and_query);
    if let Ok(with_slash) = Uri::from_parts(parts) {
        *uri = with_slash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rest_paths_get_a_slash() {
        for (sent, served) in [
            ("/api/dumps", "/api/dumps/"),
            ("/api/dumps?x=1/", "/api/dumps/?x=1/"),
            ("/api/dumps/1/download/", "/api/dumps/1/download/"),
            ("http://h/api/dumps", "http://h/api/dumps/"),
            ("/dumps", "/dumps"),
            ("/apis", "/apis"),
        ] {
            let mut uri: Uri = sent.parse().expect("a URI");
            add_missing(&mut uri);
            assert_eq!(uri.to_string(), served);
        }
    }
}
