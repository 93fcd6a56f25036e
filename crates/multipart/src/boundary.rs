//! The boundary, as the request's `Content-Type` declares it.

use crate::parameters;

const MAX_LEN: usize = 200;

/// The boundary of a `multipart/form-data` body: 1 to 200 printable ASCII characters, the last of
/// them no space.
///
/// RFC 2046 section 5.1.1 allows 70 characters of a smaller set. Clients are known to go beyond
/// both; no line break and no space at the end is all that the framing needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary(String);

/// Why a `Content-Type` yields no boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoundaryError {
    #[error("the media type is not that of a form")]
    NotMultipart,
    #[error("the media type has no boundary parameter")]
    Missing,
    #[error("the boundary is not 1 to {MAX_LEN} printable ASCII characters ending in no space")]
    Invalid,
}

impl Boundary {
    /// Reads the boundary from the value of a `Content-Type` field.
    ///
    /// Firefox calls the same framing `multipart/mixed` (RFC 2046 section 5.1.3).
    /// The media type and the parameter's name may be in any case, the boundary quoted or not.
    ///
    /// # Errors
    /// - [`BoundaryError::NotMultipart`]: any other media type.
    /// - [`BoundaryError::Missing`]: no `boundary` parameter.
    /// - [`BoundaryError::Invalid`]: a `boundary` that no body can be told apart by.
    pub fn from_content_type(value: &str) -> Result<Self, BoundaryError> {
        let (media_type, parameters) = parameters::split(value);
        let is_form = ["multipart/form-data", "multipart/mixed"]
            .iter()
            .any(|form| media_type.eq_ignore_ascii_case(form));
        if !is_form {
            return Err(BoundaryError::NotMultipart);
        }
        let (_, boundary) = parameters
            .filter(|(name, _)| name.eq_ignore_ascii_case("boundary"))
            .last()
            .ok_or(BoundaryError::Missing)?;
        if !is_valid(&boundary) {
            return Err(BoundaryError::Invalid);
        }
        Ok(Self(boundary))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_valid(boundary: &str) -> bool {
    (1..=MAX_LEN).contains(&boundary.len())
        && boundary.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && !boundary.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundary(content_type: &str) -> Result<String, BoundaryError> {
        Boundary::from_content_type(content_type).map(|boundary| boundary.0)
    }

    #[test]
    fn boundary_is_a_token_or_quoted() {
        for (content_type, expected) in [
            ("multipart/form-data; boundary=XX", "XX"),
            ("multipart/form-data;boundary=XX", "XX"),
            ("multipart/form-data ; boundary=XX ", "XX"),
            ("multipart/form-data; boundary=\"XX\"", "XX"),
            ("multipart/form-data; charset=utf-8; boundary=XX", "XX"),
            ("multipart/form-data; boundary=XX; charset=utf-8", "XX"),
            ("multipart/form-data; boundary=\"with space\"", "with space"),
            (
                "multipart/form-data; boundary=\"'()+_,-./:=?\"",
                "'()+_,-./:=?",
            ),
            ("multipart/form-data; boundary=\"semi;colon\"", "semi;colon"),
            ("multipart/form-data; boundary=----=_Part_1", "----=_Part_1"),
        ] {
            assert_eq!(
                boundary(content_type).as_deref(),
                Ok(expected),
                "{content_type}"
            );
        }
    }

    #[test]
    fn media_type_and_parameter_are_taken_in_any_case() {
        assert_eq!(
            boundary("Multipart/Form-Data; Boundary=Xx").as_deref(),
            Ok("Xx")
        );
    }

    #[test]
    fn other_media_types_are_not_multipart() {
        for content_type in [
            "",
            "application/json",
            "multipart/form-data-x; boundary=XX",
            "boundary=XX",
        ] {
            assert_eq!(
                boundary(content_type),
                Err(BoundaryError::NotMultipart),
                "{content_type}"
            );
        }
    }

    #[test]
    fn missing_boundary_is_named() {
        for content_type in [
            "multipart/form-data",
            "multipart/form-data;",
            "multipart/form-data; boundary",
            "multipart/form-data; charset=utf-8",
        ] {
            assert_eq!(
                boundary(content_type),
                Err(BoundaryError::Missing),
                "{content_type}"
            );
        }
    }

    #[test]
    fn boundary_has_1_to_200_printable_characters() {
        let declare = |text: &str| format!("multipart/form-data; boundary=\"{text}\"");
        assert!(boundary(&declare(&"x".repeat(200))).is_ok());
        for invalid in [
            "",
            "ends with space ",
            "tab\tinside",
            "line\r\nbreak",
            "ünicode",
            &"x".repeat(201),
        ] {
            assert_eq!(
                boundary(&declare(invalid)),
                Err(BoundaryError::Invalid),
                "{invalid:?}"
            );
        }
    }
}
