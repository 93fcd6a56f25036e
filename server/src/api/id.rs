//! Ids in paths.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::AppState;
use crate::error::{ApiError, Result};

/// The id in a path.
#[derive(Debug)]
pub(crate) struct Id<T>(pub(crate) T);

impl<T: From<i64>> FromRequestParts<AppState> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &AppState) -> Result<Self> {
        let Ok(Path(text)) = Path::<String>::from_request_parts(head, state).await else {
            return Err(ApiError::NoSuchPath);
        };
        let number = parse(&text).ok_or(ApiError::NoSuchPath)?;
        Ok(Self(number.into()))
    }
}

/// Two ids in a path: of something, and of a thing that belongs to it.
#[derive(Debug)]
pub(crate) struct Ids<A, B>(pub(crate) A, pub(crate) B);

impl<A: From<i64>, B: From<i64>> FromRequestParts<AppState> for Ids<A, B> {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &AppState) -> Result<Self> {
        let texts = Path::<(String, String)>::from_request_parts(head, state).await;
        let Ok(Path((first, second))) = texts else {
            return Err(ApiError::NoSuchPath);
        };
        let number = |text: &str| parse(text).ok_or(ApiError::NoSuchPath);
        Ok(Self(number(&first)?.into(), number(&second)?.into()))
    }
}

/// `None` for what is no number; one beyond counting is as good as the last, which
/// nothing will ever reach.
pub(super) fn parse(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = text == "0" || !text.starts_with('0');
    (is_number && is_plain).then(|| text.parse().unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_are_ids() {
        assert_eq!(parse("17"), Some(17));
        assert_eq!(parse("9999999999999999999999999"), Some(i64::MAX));
        for text in ["", "01", "+1", "-1", "1_0", "1 ", "0x1", "1.5", "٣", "abc"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
