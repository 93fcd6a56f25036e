//! Which secrets are good enough.

use rand::distr::{Alphanumeric, SampleString};

const GENERATED_CHARACTERS: usize = 50;
const MIN_CHARACTERS: usize = 16;

/// Beginnings of secrets that come from examples, in lower case.
const PLACEHOLDERS: [&str; 6] = [
    "changeme",
    "change-me",
    "django-insecure",
    "replace-",
    "replace_",
    "your-",
];

/// A secret that nobody can guess: some 297 bits.
pub(super) fn generate() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), GENERATED_CHARACTERS)
}

/// What is wrong with a secret, and what to do; `None` for a good one.
pub(super) fn weakness(secret: &str) -> Option<String> {
    let lower = secret.to_lowercase();
    let reason = if PLACEHOLDERS.iter().any(|start| lower.starts_with(start)) {
        "is a placeholder from an example"
    } else if secret.chars().count() < MIN_CHARACTERS {
        "is shorter than 16 characters"
    } else {
        return None;
    };
    Some(format!(
        "{reason}, which only debug = true allows; take a random one, such as {}",
        generate()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_short_secrets_are_weak() {
        for secret in [
            "",
            "short",
            "changeme-changeme-changeme",
            "django-insecure-x0x0x0x0x0",
        ] {
            assert!(weakness(secret).is_some(), "{secret}");
        }
        assert_eq!(weakness(&generate()), None);
    }
}
