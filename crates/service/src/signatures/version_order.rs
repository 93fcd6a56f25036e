//! Versions in the order in which people count them.
//!
//! Versions are any text that programs tell. Numbers are compared as numbers, whatever stands
//! between them; what is known to come before a release does, other words come behind it:
//!
//! ```text
//! 1.9 < 1.10-rc1 < 1.10 = v1.10.0 < 1.10a < 1.10.1 < 2
//! ```
//!
//! Crates compare versions of one scheme, or give up on texts that have none.

use std::cmp::Ordering;

/// Words of what comes before a release. So do `a` and `b` when a number follows.
const EARLY: [&str; 9] = [
    "alpha", "beta", "canary", "dev", "nightly", "pre", "preview", "rc", "snapshot",
];

/// A piece of a version. The order of the variants is that of what else is the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    /// A word that comes before the release.
    Early(String),
    /// Nothing more.
    End,
    Word(String),
    Number(Digits),
}

/// A number of any length, without zeros at its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Digits(String);

impl Ord for Digits {
    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.0.len().cmp(&other.0.len());
        length.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Digits {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares versions. Those that are written differently may be equal.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    pieces(one).cmp(&pieces(other))
}

fn pieces(version: &str) -> Vec<Piece> {
    let texts = texts(version);
    let mut pieces = Vec::with_capacity(texts.len() + 1);
    for (index, text) in texts.iter().enumerate() {
        let next = texts.get(index + 1);
        if is_number(text) {
            pieces.push(Piece::Number(Digits(
                text.trim_start_matches('0').to_owned(),
            )));
            continue;
        }
        let word = text.to_lowercase();
        if index == 0 && matches!(word.as_str(), "v" | "version") {
            continue;
        }
        drop_zeros(&mut pieces);
        pieces.push(word_piece(word, next.is_some_and(|next| is_number(next))));
    }
    drop_zeros(&mut pieces);
    pieces.push(Piece::End);
    pieces
}

fn word_piece(word: String, is_numbered: bool) -> Piece {
    match word.as_str() {
        "a" if is_numbered => Piece::Early("alpha".to_owned()),
        "b" if is_numbered => Piece::Early("beta".to_owned()),
        text if EARLY.contains(&text) => Piece::Early(word),
        _ => Piece::Word(word),
    }
}

/// 1.0 is 1.
fn drop_zeros(pieces: &mut Vec<Piece>) {
    while matches!(pieces.last(), Some(Piece::Number(Digits(digits))) if digits.is_empty()) {
        pieces.pop();
    }
}

/// The runs of digits and those of letters.
fn texts(version: &str) -> Vec<&str> {
    version
        .split(|character: char| !character.is_alphanumeric())
        .flat_map(runs)
        .collect()
}

fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|character: char| character.is_ascii_digit() != is_digit);
        let (run, behind) = rest.split_at(end.unwrap_or(rest.len()));
        runs.push(run);
        rest = behind;
    }
    runs
}

fn is_number(text: &str) -> bool {
    text.starts_with(|character: char| character.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_come_in_the_order_in_which_people_count_them() {
        let ascending = [
            "dev",
            "",
            "0.0.9",
            "0.9",
            "1.0-alpha.2",
            "1.0-beta",
            "1.0b1",
            "1.0b2",
            "1.0-rc.1",
            "1.0-rc.2",
            "1.0-rc.10",
            "1.0",
            "1.0a",
            "1.0-hotfix",
            "1.0.0.1",
            "1.0.1",
            "1.2.9",
            "1.2.10",
            "1.9",
            "1.10",
            "2",
            "2024.1.15",
            "20231112093015",
            "99999999999999999999999999",
        ];
        for (index, one) in ascending.iter().enumerate() {
            for (other_index, other) in ascending.iter().enumerate() {
                let expected = index.cmp(&other_index);
                assert_eq!(compare(one, other), expected, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn one_version_may_be_written_in_several_ways() {
        for (one, other) in [
            ("1", "1.0.0"),
            ("v1.2", "1.2"),
            ("Version 1.2", "1.2"),
            ("1.2-RC1", "1.2rc.1"),
            ("01.002", "1.2"),
            ("1_2", "1.2"),
            ("1.0-rc", "1-rc"),
            ("120.0b3", "120.0-beta.3"),
        ] {
            assert_eq!(compare(one, other), Ordering::Equal, "{one:?} {other:?}");
        }
    }

    proptest! {
        #[test]
        fn any_texts_have_an_order(
            a in version(), b in version(), c in version(), numbers in any::<(u64, u64)>(),
        ) {
            prop_assert_eq!(compare(&a, &a), Ordering::Equal);
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
            let (one, other) = numbers;
            prop_assert_eq!(compare(&format!("1.{one}"), &format!("1.{other}")), one.cmp(&other));
        }
    }

    fn version() -> impl Strategy<Value = String> {
        prop_oneof![
            ".{0,20}",
            "[0-9av.+-]{0,8}",
            "[0-2](\\.[0-2]){0,3}(-(rc|b|beta|x))?[0-1]?"
        ]
    }
}
