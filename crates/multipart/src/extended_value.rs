//! The `charset'language'percent-encoded` notation of `filename*` (RFC 8187 section 3.2).

use std::borrow::Cow;

use encoding_rs::Encoding;
use percent_encoding::percent_decode_str;

/// Decodes an extended value.
///
/// `None` if it is not of that form, if its charset is not one of the WHATWG encodings, or if its
/// bytes make no text in it. A percent sign without two hexadecimal digits stands for itself: a
/// slightly wrong name is worth more than none.
pub(crate) fn decode(value: &str) -> Option<String> {
    let mut fields = value.splitn(3, '\'');
    let (charset, _language, encoded) = (fields.next()?, fields.next()?, fields.next()?);
    let encoding = Encoding::for_label(charset.as_bytes())?;
    let bytes: Cow<[u8]> = percent_decode_str(encoded).into();
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes)?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_from_its_charset() {
        for (value, expected) in [
            ("UTF-8''%D0%B4%D0%B0%D0%BC%D0%BF%202.dmp", "дамп 2.dmp"),
            ("utf-8'en'plain.dmp", "plain.dmp"),
            ("UTF-8''it's.dmp", "it's.dmp"),
            ("ISO-8859-1''caf%E9.dmp", "café.dmp"),
            ("latin1''caf%e9.dmp", "café.dmp"),
            ("windows-1251''%E4%E0%EC%EF", "дамп"),
            ("UTF-8''100%.dmp", "100%.dmp"),
        ] {
            assert_eq!(decode(value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn invalid_value_gives_nothing() {
        for value in [
            "",
            "plain.dmp",
            "UTF-8'en",
            "''plain.dmp",
            "klingon''plain.dmp",
            "UTF-8''%FF",
        ] {
            assert_eq!(decode(value), None, "{value}");
        }
    }
}
