//! A crash dump and the ways to ask for dumps.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::timestamp;
use crate::{DumpCursor, SignatureKey, SignatureState};

/// Number of a dump; counts up from 1 and is never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DumpId(pub i64);

impl From<i64> for DumpId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for DumpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Name of a dump's bytes in the store: a random (version 4) UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StoredName(pub Uuid);

impl fmt::Display for StoredName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for StoredName {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// SHA-256 of a dump's bytes; 64 lower-case hex digits in text and JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha256(pub [u8; 32]);

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256({self})")
    }
}

impl FromStr for Sha256 {
    type Err = InvalidSha256;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 64 || !text.is_ascii() {
            return Err(InvalidSha256);
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16)
                .map_err(|_| InvalidSha256)?;
        }
        Ok(Self(bytes))
    }
}

/// A text that is not 64 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 has 64 hex digits")]
pub struct InvalidSha256;

impl Serialize for Sha256 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// What the last check of the stored bytes found wrong with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// There is no file.
    Missing,
    /// The file's length is not the dump's.
    Truncated,
    /// The bytes have another SHA-256.
    Corrupt,
}

impl Damage {
    pub const ALL: [Self; 3] = [Self::Missing, Self::Truncated, Self::Corrupt];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Truncated => "truncated",
            Self::Corrupt => "corrupt",
        }
    }
}

/// A crash dump as every user sees it.
///
/// The order of the fields is the order of the keys in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dump {
    pub id: DumpId,
    /// The uploader's name for the file, without any folder; 1 to 255 characters.
    pub original_name: String,
    pub stored_name: StoredName,
    /// When the upload was complete.
    #[serde(with = "timestamp")]
    pub time: DateTime<Utc>,
    /// `""` when none was given.
    pub label: String,
    /// Whether the bytes lie in the archive tier.
    pub archived: bool,
    /// Length in bytes.
    pub size: u64,
    pub sha256: Sha256,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<Damage>,
    /// What the bytes take in the archive tier, compressed; `None` when they lie in the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_size: Option<u64>,
}

/// Which dumps are asked for; the default is all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpFilter {
    /// The whole label, case and all; `Some("")` are the dumps without one.
    pub label: Option<String>,
    /// A part of the name, the label or the stored name, in any (ASCII) case.
    pub q: Option<String>,
    pub archived: Option<bool>,
    /// Inclusive.
    pub uploaded_after: Option<DateTime<Utc>>,
    /// Exclusive.
    pub uploaded_before: Option<DateTime<Utc>>,
    /// Bytes, inclusive.
    pub min_size: Option<u64>,
    /// Bytes, inclusive.
    pub max_size: Option<u64>,
    /// As their clients told, whole and case and all.
    pub product: Option<String>,
    pub version: Option<String>,
    /// Where none was told, that of the report.
    pub platform: Option<String>,
    /// Those whose crash is of that group.
    pub signature: Option<SignatureKey>,
    /// Those whose crash is of a group in that state.
    pub state: Option<SignatureState>,
    /// Those whose crash is in that module.
    pub module: Option<String>,
}

/// Order of a list of dumps; ties are broken by the id in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DumpOrdering {
    #[serde(rename = "time")]
    OldestFirst,
    #[serde(rename = "-time")]
    NewestFirst,
    #[serde(rename = "size")]
    SmallestFirst,
    #[serde(rename = "-size")]
    LargestFirst,
    #[default]
    #[serde(rename = "id")]
    IdAscending,
    #[serde(rename = "-id")]
    IdDescending,
    #[serde(rename = "original_name")]
    OriginalName,
    #[serde(rename = "-original_name")]
    OriginalNameDescending,
    #[serde(rename = "label")]
    Label,
    #[serde(rename = "-label")]
    LabelDescending,
}

impl DumpOrdering {
    pub const ALL: [Self; 10] = [
        Self::OldestFirst,
        Self::NewestFirst,
        Self::SmallestFirst,
        Self::LargestFirst,
        Self::IdAscending,
        Self::IdDescending,
        Self::OriginalName,
        Self::OriginalNameDescending,
        Self::Label,
        Self::LabelDescending,
    ];

    /// The name in a query string.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OldestFirst => "time",
            Self::NewestFirst => "-time",
            Self::SmallestFirst => "size",
            Self::LargestFirst => "-size",
            Self::IdAscending => "id",
            Self::IdDescending => "-id",
            Self::OriginalName => "original_name",
            Self::OriginalNameDescending => "-original_name",
            Self::Label => "label",
            Self::LabelDescending => "-label",
        }
    }

    /// The same list from its other end.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::OldestFirst => Self::NewestFirst,
            Self::NewestFirst => Self::OldestFirst,
            Self::SmallestFirst => Self::LargestFirst,
            Self::LargestFirst => Self::SmallestFirst,
            Self::IdAscending => Self::IdDescending,
            Self::IdDescending => Self::IdAscending,
            Self::OriginalName => Self::OriginalNameDescending,
            Self::OriginalNameDescending => Self::OriginalName,
            Self::Label => Self::LabelDescending,
            Self::LabelDescending => Self::Label,
        }
    }

    /// Whether dumps are sorted by a text of theirs.
    pub fn is_by_text(self) -> bool {
        matches!(
            self,
            Self::OriginalName | Self::OriginalNameDescending | Self::Label | Self::LabelDescending
        )
    }
}

/// The dumps beside one in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbours {
    pub previous: Option<DumpId>,
    pub next: Option<DumpId>,
}

/// An ordering that no list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown ordering")]
pub struct UnknownOrdering;

impl FromStr for DumpOrdering {
    type Err = UnknownOrdering;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|ordering| ordering.as_str() == text)
            .ok_or(UnknownOrdering)
    }
}

/// One page of a filtered, ordered list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpQuery {
    pub filter: DumpFilter,
    pub ordering: DumpOrdering,
    /// Rows on the page, at least 1.
    pub limit: u32,
    /// Where the page before ended; `None` is the first page.
    pub after: Option<DumpCursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sha256_reads_back_what_it_writes() {
        let hash = Sha256(std::array::from_fn(|index| {
            u8::try_from(index * 8).expect("below 256")
        }));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("é".repeat(32).parse::<Sha256>(), Err(InvalidSha256));
        assert_eq!("0".repeat(63).parse::<Sha256>(), Err(InvalidSha256));
    }

    #[test]
    fn orderings_read_back_what_they_write() {
        for ordering in DumpOrdering::ALL {
            assert_eq!(ordering.as_str().parse(), Ok(ordering));
            assert_ne!(ordering.reversed(), ordering);
            assert_eq!(ordering.reversed().reversed(), ordering);
        }
    }

    #[test]
    fn the_json_of_a_dump_begins_with_the_keys_of_the_contract() {
        let dump = Dump {
            id: DumpId(1),
            original_name: "app.dmp".to_owned(),
            stored_name: "3ec3bfc7-31e6-4d71-b88c-4b9829fa4d38"
                .parse()
                .expect("a UUID"),
            time: DateTime::from_timestamp_micros(1_795_329_996_231_813).expect("in range"),
            label: "v1.2.3".to_owned(),
            archived: false,
            size: 14,
            sha256: Sha256([0; 32]),
            damage: None,
            archived_size: None,
        };
        assert_eq!(
            serde_json::to_string(&dump).expect("plain data"),
            concat!(
                r#"{"id":1,"original_name":"app.dmp","stored_name":"3ec3bfc7-31e6-4d71-b88c-"#,
                r#"4b9829fa4d38","time":"2026-11-22T06:46:36.231813Z","label":"v1.2.3","#,
                r#""archived":false,"size":14,"sha256":"0000000000000000000000000000000000000"#,
                r#"000000000000000000000000000"}"#
            )
        );
    }
}
