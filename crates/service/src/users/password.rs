//! Which passwords are good enough.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use crate::text::{NUL, without_padding};

const MIN_CHARACTERS: usize = 8;

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("../../data/common-passwords.txt")
        .lines()
        .collect()
});

/// A password that may be set; it is never written anywhere but hashed.
pub struct Password(String);

impl Password {
    /// Drops padding and checks every rule.
    ///
    /// # Errors
    /// All rules that it breaks, in the words of the wire contract; never empty.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let text = without_padding(text);
        let mut messages = Vec::new();
        if text.contains('\0') {
            messages.push(NUL.to_owned());
        }
        if text.chars().count() < MIN_CHARACTERS {
            messages.push(format!(
                "This password is too short. It must contain at least {MIN_CHARACTERS} characters."
            ));
        }
        if COMMON.contains(text.to_lowercase().as_str()) {
            messages.push("This password is too common.".to_owned());
        }
        if text.chars().all(char::is_numeric) {
            messages.push("This password is entirely numeric.".to_owned());
        }
        if messages.is_empty() {
            Ok(Self(text.to_owned()))
        } else {
            Err(messages)
        }
    }

    pub(crate) fn into_inner(self) -> String {
        self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_rule_is_named_in_order() {
        assert_eq!(
            Password::parse("12345").map(drop),
            Err(vec![
                "This password is too short. It must contain at least 8 characters.".to_owned(),
                "This password is too common.".to_owned(),
                "This password is entirely numeric.".to_owned(),
            ])
        );
    }

    #[test]
    fn case_does_not_make_a_common_password_rare() {
        assert!(Password::parse("PassWord1").is_err());
        assert!(Password::parse("iloveyou1").is_err());
    }

    #[test]
    fn long_passwords_and_any_script_are_fine() {
        assert!(Password::parse(&"x".repeat(5_000)).is_ok());
        assert!(Password::parse("пароль из слов").is_ok());
    }
}
