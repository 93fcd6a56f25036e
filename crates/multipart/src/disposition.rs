//! `Content-Disposition`, which names a part and its file (RFC 7578 section 4.2).

use crate::{extended_value, parameters};

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Disposition {
    pub(crate) name: Option<String>,
    pub(crate) filename: Option<String>,
}

impl Disposition {
    /// Reads the field's value. Of several parameters for the same thing, the last that makes
    /// sense counts.
    ///
    /// The type is not looked at: in a form it can only be `form-data`.
    pub(crate) fn parse(value: &str) -> Self {
        let mut disposition = Self::default();
        let (_, parameters) = parameters::split(value);
        for (parameter, value) in parameters {
            match parameter.to_ascii_lowercase().as_str() {
                "name" => disposition.name = Some(value),
                "filename" => disposition.filename = Some(value),
                // RFC 7578 forbids `filename*`, but clients send it.
                "filename*" => {
                    if let Some(filename) = extended_value::decode(&value) {
                        disposition.filename = Some(filename);
                    }
                }
                _ => {}
            }
        }
        disposition
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filename(parameters: &str) -> Option<String> {
        Disposition::parse(&format!("form-data; name=\"file\"; {parameters}")).filename
    }

    #[test]
    fn name_and_filename_are_read() {
        assert_eq!(
            Disposition::parse("form-data; NAME=\"file\"; FileName=\"app.dmp\""),
            Disposition {
                name: Some("file".to_owned()),
                filename: Some("app.dmp".to_owned()),
            }
        );
    }

    #[test]
    fn absent_and_empty_filenames_differ() {
        assert_eq!(filename(""), None);
        assert_eq!(filename("filename=\"\"").as_deref(), Some(""));
    }

    #[test]
    fn percent_signs_mean_nothing_in_a_plain_filename() {
        assert_eq!(filename("filename=\"a%2Fb\"").as_deref(), Some("a%2Fb"));
    }

    #[test]
    fn last_filename_counts() {
        for (parameters, expected) in [
            ("filename=\"a\"; filename*=UTF-8''b", "b"),
            ("filename*=UTF-8''b; filename=\"a\"", "a"),
            ("filename=\"a\"; filename=\"b\"", "b"),
        ] {
            assert_eq!(
                filename(parameters).as_deref(),
                Some(expected),
                "{parameters}"
            );
        }
    }

    #[test]
    fn invalid_extended_filename_is_ignored() {
        assert_eq!(
            filename("filename=\"a\"; filename*=UTF-8''%FF").as_deref(),
            Some("a")
        );
        assert_eq!(filename("filename*=b"), None);
    }
}
