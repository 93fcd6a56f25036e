//! Secrets of clients.

use std::fmt;

use model::Sha256;
use rand::distr::{Alphanumeric, SampleString};
use sha2::Digest;
use store::{NewClientSecret, SessionId};

/// Tells such a secret from others: for people, and for programs that look for secrets
/// where none should be.
const PREFIX: &str = "cs_";
/// Of 62 letters and digits each: 256 bits.
const RANDOM_CHARACTERS: usize = 43;

/// A secret that has just been made. Nothing keeps it but whoever is shown it.
pub(super) struct ClientSecret(String);

impl ClientSecret {
    pub(super) fn random() -> Self {
        let random = Alphanumeric.sample_string(&mut rand::rng(), RANDOM_CHARACTERS);
        Self(format!("{PREFIX}{random}"))
    }

    /// What is kept of it, with a new name for the tokens that it buys.
    pub(super) fn row(&self) -> NewClientSecret {
        NewClientSecret {
            hash: sha256(&self.0),
            session: SessionId(rand::random()),
        }
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret")
    }
}

/// Whether a text looks like such a secret, good or not: it is then not for others to see.
pub fn is_secret(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// The hash to look for; `None` for a text that is no such secret. What the search finds,
/// and how long it takes, tells of the hash and nothing of the secret.
pub(crate) fn hash_of(text: &str) -> Option<Sha256> {
    let random = text.strip_prefix(PREFIX)?;
    (random.len() == RANDOM_CHARACTERS).then(|| sha256(text))
}

fn sha256(text: &str) -> Sha256 {
    Sha256(sha2::Sha256::digest(text).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_by_its_hash_and_no_other_text_is_looked_for() {
        let secret = ClientSecret::random();
        let row = secret.row();
        let text = secret.into_text();
        assert_eq!(hash_of(&text), Some(row.hash));
        assert!(
            text[3..].chars().all(|c| c.is_ascii_alphanumeric()),
            "{text}"
        );
        for other in ["", "cs_", &text[1..], &text[..45], &format!("{text} ")] {
            assert_eq!(hash_of(other), None, "{other}");
        }
    }

    #[test]
    fn no_two_are_the_same() {
        let (one, other) = (ClientSecret::random(), ClientSecret::random());
        assert_ne!(one.row().hash, other.row().hash);
        assert_ne!(one.row().session, one.row().session);
    }
}
