//! The cookie that carries a browser's session.

use std::time::Duration;

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header};

use super::cookies;

/// How the session's token is put into a cookie and read from one.
///
/// Over TLS the name begins with `__Host-`: a browser takes such a cookie from this
/// very host alone, and never sends it in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCookie {
    name: &'static str,
    is_secure: bool,
    max_age: Duration,
}

impl SessionCookie {
    pub fn new(is_https: bool, max_age: Duration) -> Self {
        Self {
            name: if is_https {
                "__Host-session"
            } else {
                "session"
            },
            is_secure: is_https,
            max_age,
        }
    }

    /// Whether browsers reach this server by TLS.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// The `Set-Cookie` value that keeps `token`.
    pub fn issue(&self, token: &str) -> HeaderValue {
        self.header(token, self.max_age)
    }

    /// The `Set-Cookie` value that makes a browser forget its token.
    pub fn clear(&self) -> HeaderValue {
        self.header("", Duration::ZERO)
    }

    /// The token of a request, if it brings one.
    pub fn read(&self, headers: &HeaderMap) -> Option<String> {
        cookies(headers, self.name).find(|token| !token.is_empty())
    }

    /// Whether an answer issues or clears it.
    pub fn is_set_by(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .filter_map(|value| value.split_once('='))
            .any(|(name, _)| name == self.name)
    }

    fn header(&self, value: &str, max_age: Duration) -> HeaderValue {
        let max_age_seconds = i64::try_from(max_age.as_secs()).unwrap_or(i64::MAX);
        let cookie = Cookie::build((self.name, value))
            .path("/")
            .http_only(true)
            .secure(self.is_secure)
            .same_site(SameSite::Lax)
            .max_age(cookie::time::Duration::seconds(max_age_seconds))
            .build();
        HeaderValue::try_from(cookie.encoded().to_string())
            .expect("an encoded cookie is visible ASCII")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: Duration = Duration::from_hours(7 * 24);

    fn request(cookies: &[&'static str]) -> HeaderMap {
        cookies
            .iter()
            .map(|cookie| (header::COOKIE, HeaderValue::from_static(cookie)))
            .collect()
    }

    #[test]
    fn over_tls_the_cookie_is_bound_to_the_host() {
        assert_eq!(
            SessionCookie::new(true, WEEK).issue("a.b-c_d"),
            "__Host-session=a.b-c_d; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=604800"
        );
    }

    #[test]
    fn without_tls_the_cookie_is_plain() {
        assert_eq!(
            SessionCookie::new(false, WEEK).issue("t"),
            "session=t; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800"
        );
    }

    #[test]
    fn clearing_ends_the_cookie_at_once() {
        assert_eq!(
            SessionCookie::new(false, WEEK).clear(),
            "session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"
        );
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let cookie = SessionCookie::new(false, WEEK);
        let headers = request(&["theme=dark; session=a.b.c", "x=1"]);
        assert_eq!(cookie.read(&headers).as_deref(), Some("a.b.c"));
        let headers = request(&["theme=dark", "session=a.b.c"]);
        assert_eq!(cookie.read(&headers).as_deref(), Some("a.b.c"));
    }

    #[test]
    fn a_cookie_of_another_name_is_no_token() {
        let cookie = SessionCookie::new(true, WEEK);
        for headers in [
            request(&["session=a"]),
            request(&["__Host-session="]),
            request(&["__host-session=a; session__Host-session=b"]),
            request(&[";;;=;"]),
            HeaderMap::new(),
        ] {
            assert_eq!(cookie.read(&headers), None, "{headers:?}");
        }
    }

    #[test]
    fn a_value_that_would_add_attributes_is_encoded() {
        let issued = SessionCookie::new(false, WEEK).issue("a; Domain=evil.example\r\n");
        let text = issued.to_str().expect("visible ASCII");
        assert!(text.starts_with("session=a%3B%20Domain"), "{text}");
    }
}
