//! The `value; name=value; name="value"` notation of `Content-Type` and `Content-Disposition`
//! (RFC 9110 section 5.6.6), read leniently: what makes no sense is skipped.

const BLANK: [char; 2] = [' ', '\t'];

/// Splits a field's value into what comes before the first `;` and its parameters.
pub(crate) fn split(value: &str) -> (&str, Parameters<'_>) {
    let (first, rest) = value.split_once(';').unwrap_or((value, ""));
    (first.trim_matches(BLANK), Parameters { rest })
}

/// Iterates over names, in the case they were sent in, and values, with their quoting undone.
pub(crate) struct Parameters<'a> {
    /// What comes after the `;` that was read last.
    rest: &'a str,
}

impl<'a> Iterator for Parameters<'a> {
    type Item = (&'a str, String);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (name, separator, rest) = split_at_either(self.rest, ['=', ';'])?;
            self.rest = rest;
            if separator == '=' {
                return Some((name.trim_matches(BLANK), self.take_value()));
            }
        }
    }
}

impl Parameters<'_> {
    fn take_value(&mut self) -> String {
        let value = self.rest.trim_start_matches(BLANK);
        let (value, rest) = if let Some(quoted) = value.strip_prefix('"') {
            let (text, after) = unquote(quoted);
            (text, after.split_once(';').map_or("", |(_, rest)| rest))
        } else {
            let (token, rest) = value.split_once(';').unwrap_or((value, ""));
            (token.trim_end_matches(BLANK).to_owned(), rest)
        };
        self.rest = rest;
        value
    }
}

fn split_at_either(text: &str, separators: [char; 2]) -> Option<(&str, char, &str)> {
    let (at, separator) = text.char_indices().find(|(_, c)| separators.contains(c))?;
    Some((&text[..at], separator, &text[at + separator.len_utf8()..]))
}

/// Reads a quoted string, given what comes after its opening quote; returns also what comes after
/// its closing quote. Without one, all of it is the string.
///
/// Only `\"` and `\\` are escapes. RFC 9110 has a backslash escape any character, but browsers do
/// not escape the backslashes of `C:\dumps\app.dmp`.
fn unquote(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut rest = quoted.chars();
    while let Some(character) = rest.next() {
        match character {
            '"' => break,
            '\\' if rest.as_str().starts_with(['"', '\\']) => text.extend(rest.next()),
            _ => text.push(character),
        }
    }
    (text, rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(value: &str) -> Vec<(&str, String)> {
        split(value).1.collect()
    }

    fn value(sent: &str) -> String {
        let field = format!("form-data; name={sent}");
        let mut parameters = split(&field).1;
        let (_, value) = parameters.next().expect("one parameter");
        assert_eq!(parameters.next(), None, "{sent}");
        value
    }

    #[test]
    fn value_before_the_parameters_is_trimmed() {
        assert_eq!(split(" form-data ; a=b").0, "form-data");
        assert_eq!(split("form-data").0, "form-data");
    }

    #[test]
    fn parameters_come_in_order() {
        assert_eq!(
            parameters("form-data; name=\"a\";filename = b ;; filename*=c;"),
            [
                ("name", "a".to_owned()),
                ("filename", "b".to_owned()),
                ("filename*", "c".to_owned())
            ]
        );
    }

    #[test]
    fn quote_and_backslash_are_escaped_and_other_backslashes_literal() {
        for (sent, expected) in [
            (r#""a \"b\".dmp""#, r#"a "b".dmp"#),
            (r#""C:\\dumps\\app.dmp""#, r"C:\dumps\app.dmp"),
            (r#""C:\dumps\app.dmp""#, r"C:\dumps\app.dmp"),
            (r#""a\\""#, r"a\"),
        ] {
            assert_eq!(value(sent), expected, "{sent}");
        }
    }

    #[test]
    fn separators_inside_quotes_are_literal() {
        assert_eq!(value("\"a;b=c; filename=d\""), "a;b=c; filename=d");
    }

    #[test]
    fn unquoted_value_ends_at_the_semicolon() {
        assert_eq!(value("app.dmp ;"), "app.dmp");
        assert_eq!(value("a=b"), "a=b");
        assert_eq!(value(r"C:\dumps\app.dmp"), r"C:\dumps\app.dmp");
        assert_eq!(value(""), "");
    }

    #[test]
    fn words_that_are_no_parameters_are_skipped() {
        assert_eq!(
            parameters("form-data; word; name=\"a\" junk; other"),
            [("name", "a".to_owned())]
        );
    }

    #[test]
    fn unterminated_quoted_string_runs_to_the_end() {
        assert_eq!(value("\"a; b"), "a; b");
    }
}
