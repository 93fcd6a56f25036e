//! Where to go after signing in.

use crate::query::Parameters;

/// By these parameters of its URL a form that failed without JavaScript tells its page so
/// (`ServerFnUrlError`): which function it was, and what it said.
const ERROR: [&str; 2] = ["__path", "__err"];

/// A path on this server, good to redirect to.
///
/// It comes from a URL that anyone may have written, so nothing counts that a
/// browser could read as another host, and no error is told there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NextPath(String);

impl NextPath {
    /// The start page when `text` is no path on this server.
    pub(crate) fn parse(text: &str) -> Self {
        // Browsers drop tabs and line breaks, and read `\` as `/`: "/\t/host" and
        // "/\host" are "//host" to them.
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('\\');
        if is_plain && text.starts_with('/') && !text.starts_with("//") {
            Self(without_error(text).unwrap_or_else(|| text.to_owned()))
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

/// The page of a URL that holds an error, without it; `None` for others.
#[cfg(feature = "ssr")]
pub fn page_without_error(url: &str) -> Option<String> {
    without_error(url).map(|page| NextPath::parse(&page).0)
}

fn without_error(url: &str) -> Option<String> {
    let (path, rest) = url.split_once('?')?;
    let (query, fragment) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    let is_error = |pair: &&str| {
        let mut pairs = form_urlencoded::parse(pair.as_bytes());
        pairs.any(|(name, _)| ERROR.contains(&name.as_ref()))
    };
    query.split('&').find(is_error)?;
    let others: Vec<_> = query.split('&').filter(|pair| !is_error(pair)).collect();
    let mark = if others.is_empty() { "" } else { "?" };
    Some(format!("{path}{mark}{}{fragment}", others.join("&")))
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
    fn nothing_leads_to_an_error() {
        for (path, page) in [
            ("/login?__path=/ui/api/login&__err=ab", "/login"),
            (
                "/dumps?q=a%2Bb&__err=ab&label=c#top",
                "/dumps?q=a%2Bb&label=c#top",
            ),
            ("/login?next=%2Fdumps&%5F%5Ferr=ab", "/login?next=%2Fdumps"),
            ("/dumps?__err", "/dumps"),
        ] {
            assert_eq!(NextPath::parse(path).as_str(), page);
            assert_eq!(without_error(path).as_deref(), Some(page));
        }
        assert_eq!(without_error("/dumps?q=__err"), None);
        assert_eq!(without_error("/dumps"), None);
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
