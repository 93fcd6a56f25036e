//! Which texts are email addresses.

use std::fmt;

use crate::text::{NUL, without_padding};

const MAX_CHARACTERS: usize = 254;
const MAX_LABEL_CHARACTERS: usize = 63;
const INVALID: &str = "Enter a valid email address.";

/// An address as accounts keep it: the domain part in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Drops padding and lowers the case of the domain.
    ///
    /// # Errors
    /// What is wrong, in the words of the wire contract; never empty.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let text = without_padding(text);
        let mut messages = Vec::new();
        if text.contains('\0') {
            messages.push(NUL.to_owned());
        }
        if text.chars().count() > MAX_CHARACTERS {
            messages.push(format!(
                "Ensure this field has no more than {MAX_CHARACTERS} characters."
            ));
        }
        match text.rsplit_once('@') {
            Some((local, domain)) if is_local_part(local) && is_domain(domain) => {
                if messages.is_empty() {
                    return Ok(Self(format!("{local}@{}", domain.to_lowercase())));
                }
            }
            _ => messages.push(INVALID.to_owned()),
        }
        Err(messages)
    }

    /// The address to look for at a login: whatever was typed, with its domain in
    /// lower case.
    pub(crate) fn normalise(text: &str) -> String {
        let text = without_padding(text);
        match text.rsplit_once('@') {
            Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
            None => text.to_owned(),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

fn is_local_part(local: &str) -> bool {
    let is_atom_text = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    local
        .split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atom_text))
}

fn is_domain(domain: &str) -> bool {
    if domain.eq_ignore_ascii_case("localhost") {
        return true;
    }
    if let Some(literal) = domain.strip_prefix('[').and_then(|d| d.strip_suffix(']')) {
        let address = literal.strip_prefix("IPv6:").unwrap_or(literal);
        return address.parse::<std::net::IpAddr>().is_ok();
    }
    let labels: Vec<&str> = domain.split('.').collect();
    let Some((last, _)) = labels.split_last() else {
        return false;
    };
    labels.len() >= 2
        && labels.iter().all(|label| is_domain_label(label))
        && last.chars().count() >= 2
        && !last.chars().all(|c| c.is_ascii_digit())
}

fn is_domain_label(label: &str) -> bool {
    // Letters of other scripts, as in internationalised domain names, are allowed.
    !label.is_empty()
        && label.chars().count() <= MAX_LABEL_CHARACTERS
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| {
            c.is_ascii_alphanumeric() || c == '-' || (!c.is_ascii() && c.is_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_addresses_are_kept_with_the_domain_in_lower_case() {
        for (sent, kept) in [
            ("user@Example.COM", "user@example.com"),
            ("  User@example.com\t", "User@example.com"),
            (
                "o'hara.x+tag@mail.sub.example.co.uk",
                "o'hara.x+tag@mail.sub.example.co.uk",
            ),
            ("a@localhost", "a@localhost"),
            ("a@[127.0.0.1]", "a@[127.0.0.1]"),
            ("a@[IPv6:::1]", "a@[ipv6:::1]"),
            ("a@bücher.example", "a@bücher.example"),
        ] {
            assert_eq!(
                Email::parse(sent).map(String::from),
                Ok(kept.to_owned()),
                "{sent}"
            );
        }
    }

    #[test]
    fn bad_addresses_are_refused() {
        for text in [
            "",
            "plain",
            "no-domain@",
            "@example.com",
            "two words@example.com",
            "a@b",
            "a@example..com",
            "a@b@example.com",
            "<script>@example.com",
            ".a@example.com",
            "a..b@example.com",
            "a@-b.com",
            "a@b-.com",
            "a@b.1",
            "a@b.c",
            "a@b.12",
            "a@[x]",
            "é@example.com",
            "a\u{0}@example.com",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_long_address_says_so() {
        let text = format!("{}@example.com", "a".repeat(250));
        assert_eq!(
            Email::parse(&text),
            Err(vec![
                "Ensure this field has no more than 254 characters.".to_owned()
            ])
        );
    }
}
