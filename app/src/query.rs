//! Query strings, the same on the server and in the browser.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What a query string holds. The router's own map decodes each value twice, and then takes
/// `50%2525` for `50%`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn parse(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Self(pairs.into_owned().collect())
    }

    /// The last of that name; one without a value counts as not there.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().rfind(|(its, _)| its == name)?;
        (!value.is_empty()).then_some(value)
    }
}

/// The parameters of the URL at hand.
pub(crate) fn use_parameters() -> Memo<Parameters> {
    let search = use_location().search;
    Memo::new(move |_| Parameters::parse(&search.read()))
}

/// A parameter of the URL at hand.
pub(crate) fn use_parameter(name: &'static str) -> Memo<Option<String>> {
    let parameters = use_parameters();
    Memo::new(move |_| parameters.read().get(name).map(str::to_owned))
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
    fn a_value_is_decoded_once() {
        for value in [
            "a b", "a%20b", "a+b", "50%", "50%25", "%2f", "%e4", "ä&=?#", "a\r\nb",
        ] {
            let query = form(&[("label", Some(value)), ("q", Some("x"))]);
            assert_eq!(Parameters::parse(&query).get("label"), Some(value));
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn what_is_encoded_is_decoded_as_it_was() {
        for text in ["", "a\r\nb\rc\nd", "50%2525", "ä & b+c"] {
            assert_eq!(decoded(&encoded(text)), text);
        }
    }

    #[test]
    fn the_last_value_counts_and_an_empty_one_does_not() {
        let parameters = Parameters::parse("q=a&label=&q=b+c&after");
        assert_eq!(parameters.get("q"), Some("b c"));
        assert_eq!(parameters.get("label"), None);
        assert_eq!(parameters.get("after"), None);
        assert_eq!(parameters.get("order"), None);
    }

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
