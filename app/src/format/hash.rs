//! Hashes.

use model::Sha256;

/// The first bytes of a hash, enough to tell dumps apart by eye.
pub(crate) fn short_hash(hash: &Sha256) -> String {
    let mut text = hash.to_string();
    text.truncate(12);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_hash_is_the_beginning() {
        assert_eq!(short_hash(&Sha256([0xab; 32])), "abababababab");
    }
}
