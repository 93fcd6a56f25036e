//! Query strings, the same on the server and in the browser.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `path` with those parameters that have a value.
pub(crate) fn url(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut url = path.to_owned();
    let mut separator = '?';
    for (name, value) in parameters {
        if let Some(value) = value {
            url.push(separator);
            url.push_str(name);
            url.push('=');
            url.extend(utf8_percent_encode(value, ENCODED));
            separator = '&';
        }
    }
    url
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
