//! Query strings, the same on the server and in the browser.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A parameter of the URL at hand; one without a value counts as not there.
pub(crate) fn use_parameter(name: &'static str) -> Memo<Option<String>> {
    let parameters = use_query_map();
    Memo::new(move |_| {
        let parameters = parameters.read();
        let value = parameters.get_str(name).filter(|text| !text.is_empty());
        value.map(str::to_owned)
    })
}

/// The number in the path at hand; 0, which nothing has, for whatever is no number.
pub(crate) fn use_id() -> Memo<i64> {
    let parameters = use_params_map();
    Memo::new(move |_| {
        let parameters = parameters.read();
        let id = parameters.get_str("id").and_then(|id| id.parse().ok());
        id.unwrap_or_default()
    })
}

/// `path` with those parameters that have a value.
pub(crate) fn url(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let form = form(parameters);
    if form.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{form}")
    }
}

/// Those parameters that have a value, as a form holds them.
pub(crate) fn form(parameters: &[(&str, Option<&str>)]) -> String {
    let mut form = String::new();
    for (name, value) in parameters {
        if let Some(value) = value {
            if !form.is_empty() {
                form.push('&');
            }
            form.push_str(name);
            form.push('=');
            form.extend(utf8_percent_encode(value, ENCODED));
        }
    }
    form
}

/// `text` as it passes through a hidden field: browsers write line breaks anew.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The text that was [`encoded`].
#[cfg(feature = "ssr")]
pub(crate) fn decoded(text: &str) -> String {
    let bytes = percent_encoding::percent_decode_str(text);
    bytes.decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_without_value_are_left_out() {
        assert_eq!(url("/dumps", &[("label", None), ("q", None)]), "/dumps");
        assert_eq!(
            url(
                "/dumps",
                &[
                    ("label", Some("v1.2/ä&b")),
                    ("q", None),
                    ("after", Some("x_-"))
                ]
            ),
            "/dumps?label=v1.2%2F%C3%A4%26b&after=x_-"
        );
    }
}
