//! What holds for every text that people send, in the words of the wire contract.

pub const REQUIRED: &str = "This field is required.";
pub const BLANK: &str = "This field may not be blank.";
pub const NOT_A_STRING: &str = "Not a valid string.";
pub const NUL: &str = "Null characters are not allowed.";

/// Drops white space at both ends, and the separators U+001C to U+001F, which the
/// contract counts as such.
pub fn without_padding(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c))
}
