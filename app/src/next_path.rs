//! Where to go after signing in.

use crate::query::Parameters;

/// A path on this server, good to redirect to.
///
/// It comes from a URL that anyone may have written, so nothing counts that a
/// browser could read as another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NextPath(String);

impl NextPath {
    /// The start page when `text` is no path on this server.
    pub(crate) fn parse(text: &str) -> Self {
        // Browsers drop tabs and line breaks, and read `\` as `/`: "/\t/host" and
        // "/\host" are "//host" to them.
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('\\');
        if is_plain && text.starts_with('/') && !text.starts_with("//") {
            Self(text.to_owned())
        } else {
            Self::default()
        }
    }

    /// The path that the sign-in page was given as `next`.
    pub(crate) fn of_query(parameters: &Parameters) -> Self {
        Self::parse(parameters.get("next").unwrap_or_default())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The sign-in page that leads here.
    pub(crate) fn login_url(&self) -> String {
        self.url_of("/login")
    }

    /// The registration page that leads here.
    pub(crate) fn register_url(&self) -> String {
        self.url_of("/register")
    }

    fn url_of(&self, page: &str) -> String {
        if *self == Self::default() {
            page.to_owned()
        } else {
            crate::query::url(page, &[("next", Some(&self.0))])
        }
    }
}

/// The sign-in page that leads back to `path`.
#[cfg(feature = "ssr")]
pub fn login_url(path: &str) -> String {
    NextPath::parse(path).login_url()
}

impl Default for NextPath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_on_this_server_are_kept() {
        for path in [
            "/",
            "/dumps",
            "/dumps/7?label=v1%2F2&after=abc#top",
            "/a//b",
            "/@x:y",
        ] {
            assert_eq!(NextPath::parse(path).as_str(), path);
        }
    }

    #[test]
    fn whatever_could_lead_elsewhere_is_the_start_page() {
        for text in [
            "",
            "dumps",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/a\\b",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "@evil.example",
            ".evil.example",
            "/é",
            "/a b",
            "/\r\nSet-Cookie: x=1",
            "/\u{0}",
        ] {
            assert_eq!(NextPath::parse(text), NextPath::default(), "{text:?}");
        }
    }

    #[test]
    fn the_sign_in_page_leads_back_to_the_same_place() {
        for path in [
            "/dumps?q=hello%20world",
            "/dumps?label=%C3%A4%26b&q=a%2Bb",
            "/dumps?q=50%25",
        ] {
            let login = NextPath::parse(path).login_url();
            let (_, query) = login.split_once('?').expect("a query");
            let next = NextPath::of_query(&Parameters::parse(query));
            assert_eq!(next.as_str(), path);
        }
    }

    #[test]
    fn the_sign_in_page_carries_the_path() {
        assert_eq!(
            NextPath::parse("/dumps?q=a&label=b").login_url(),
            "/login?next=%2Fdumps%3Fq%3Da%26label%3Db"
        );
        assert_eq!(NextPath::default().login_url(), "/login");
    }
}
