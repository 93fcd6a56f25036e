//! The fields of a part's head that a form has a use for.

use crate::disposition::Disposition;

/// What the head of a part says about it.
///
/// A head that is empty says nothing, and nor does one that is not UTF-8 throughout, unless
/// [`crate::Multipart::with_lossy_heads`] asks for it. Of a repeated field the last counts; lines
/// that are no field are skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartHead {
    /// The name of the form's field, as sent.
    pub name: Option<String>,
    /// The file name, as sent: it may be empty, hold a path, or control characters.
    pub filename: Option<String>,
    /// The value of `Content-Type`, as sent.
    pub content_type: Option<String>,
}

impl PartHead {
    /// Reads the lines between a delimiter line and the contents.
    pub(crate) fn parse(head: &[u8]) -> Self {
        str::from_utf8(head).map_or_else(|_| Self::default(), Self::parse_text)
    }

    /// The same, with U+FFFD for what is not UTF-8.
    pub(crate) fn parse_lossy(head: &[u8]) -> Self {
        Self::parse_text(&String::from_utf8_lossy(head))
    }

    fn parse_text(head: &str) -> Self {
        let mut parsed = Self::default();
        for line in unfold(head).split("\r\n") {
            let Some((field, value)) = line.split_once(':') else {
                continue;
            };
            match field.trim_ascii_end().to_ascii_lowercase().as_str() {
                "content-disposition" => {
                    let Disposition { name, filename } = Disposition::parse(value);
                    parsed.name = name;
                    parsed.filename = filename;
                }
                "content-type" => parsed.content_type = Some(value.trim_ascii().to_owned()),
                _ => {}
            }
        }
        parsed
    }
}

/// Joins fields that go on in a line that begins with white space (RFC 5322 section 2.2.3).
fn unfold(head: &str) -> String {
    head.replace("\r\n ", " ").replace("\r\n\t", "\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, filename: Option<&str>) -> PartHead {
        PartHead {
            name: Some(name.to_owned()),
            filename: filename.map(str::to_owned),
            content_type: None,
        }
    }

    #[test]
    fn fields_are_read_in_any_case_and_others_ignored() {
        let head = b"X-Other: 1\r\n\
            CONTENT-disposition:form-data; name=\"file\"; filename=\"app.dmp\"\r\n\
            content-TYPE:  application/octet-stream \r\n\
            Content-Transfer-Encoding: base64\r\n\r\n";
        assert_eq!(
            PartHead::parse(head),
            PartHead {
                content_type: Some("application/octet-stream".to_owned()),
                ..named("file", Some("app.dmp"))
            }
        );
    }

    #[test]
    fn empty_head_says_nothing() {
        assert_eq!(PartHead::parse(b"\r\n"), PartHead::default());
    }

    #[test]
    fn head_that_is_not_utf8_says_nothing() {
        let head = b"Content-Type: text/plain\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"caf\xE9\"\r\n\r\n";
        assert_eq!(PartHead::parse(head), PartHead::default());
        assert_eq!(
            PartHead::parse_lossy(head),
            PartHead {
                content_type: Some("text/plain".to_owned()),
                ..named("file", Some("caf\u{fffd}"))
            }
        );
    }

    #[test]
    fn names_are_utf8() {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"дамп.dmp\"\r\n\r\n";
        assert_eq!(
            PartHead::parse(head.as_bytes()),
            named("file", Some("дамп.dmp"))
        );
    }

    #[test]
    fn folded_field_is_joined() {
        let head =
            b"Content-Disposition: form-data;\r\n name=\"file\";\r\n\tfilename=\"a\"\r\n\r\n";
        assert_eq!(PartHead::parse(head), named("file", Some("a")));
    }

    #[test]
    fn last_of_a_repeated_field_counts() {
        let head = b"Content-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\
            no field at all\r\n\
            Content-Disposition: form-data; name=\"b\"\r\n\r\n";
        assert_eq!(PartHead::parse(head), named("b", None));
    }
}
