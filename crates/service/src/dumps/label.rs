//! What may be a label.

use crate::text::{NUL, without_padding};

const MAX_CHARACTERS: usize = 255;

/// The text a dump is filed under; `""` is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label(String);

impl Label {
    pub const TOO_LONG: &str = "Ensure this field has no more than 255 characters.";

    /// Drops padding; everything else is kept as it is.
    ///
    /// # Errors
    /// What is wrong, in the words of the wire contract.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = without_padding(text);
        if text.contains('\0') {
            Err(NUL)
        } else if text.chars().count() > MAX_CHARACTERS {
            Err(Self::TOO_LONG)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_goes_and_then_the_length_counts() {
        let padded = format!("  {}\u{2003}\n", "😀".repeat(255));
        assert_eq!(
            Label::parse(&padded).map(String::from),
            Ok("😀".repeat(255))
        );
        assert!(Label::parse(&"x".repeat(256)).is_err());
    }

    #[test]
    fn everything_but_nul_is_kept() {
        let text = "a\nb <i>\"é\u{0301}\" \u{202e}";
        assert_eq!(Label::parse(text).map(String::from), Ok(text.to_owned()));
        assert!(Label::parse("a\0b").is_err());
    }
}
