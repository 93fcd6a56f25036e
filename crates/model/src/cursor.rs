//! Where a page of a list ended.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Dump, DumpId, DumpOrdering, SignatureId, SignatureOrdering, SignatureSummary};

/// The value by which the last row of a page was sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SortKey {
    /// Microseconds since 1970, bytes, or an id.
    Number(i64),
    Text(String),
}

/// The last row of a page: the next page holds what is sorted behind it.
///
/// Written as opaque text, good for the ordering it was made for alone. It stays
/// good when that row is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpCursor {
    pub ordering: DumpOrdering,
    pub key: SortKey,
    pub id: DumpId,
}

impl DumpCursor {
    /// The cursor behind `dump`.
    pub fn behind(dump: &Dump, ordering: DumpOrdering) -> Self {
        let key = match ordering {
            DumpOrdering::OldestFirst | DumpOrdering::NewestFirst => {
                SortKey::Number(dump.time.timestamp_micros())
            }
            DumpOrdering::SmallestFirst | DumpOrdering::LargestFirst => {
                SortKey::Number(dump.size.try_into().unwrap_or(i64::MAX))
            }
            DumpOrdering::IdAscending | DumpOrdering::IdDescending => SortKey::Number(dump.id.0),
            DumpOrdering::OriginalName | DumpOrdering::OriginalNameDescending => {
                SortKey::Text(dump.original_name.clone())
            }
            DumpOrdering::Label | DumpOrdering::LabelDescending => {
                SortKey::Text(dump.label.clone())
            }
        };
        Self {
            ordering,
            key,
            id: dump.id,
        }
    }

    /// The cursor behind an id, for the two orderings by it.
    pub fn behind_id(id: DumpId, ordering: DumpOrdering) -> Self {
        Self {
            ordering,
            key: SortKey::Number(id.0),
            id,
        }
    }

    fn key_fits_ordering(&self) -> bool {
        self.ordering.is_by_text() == matches!(self.key, SortKey::Text(_))
    }
}

impl fmt::Display for DumpCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self, f)
    }
}

/// The last row of a page of signatures, in the same form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureCursor {
    pub ordering: SignatureOrdering,
    pub key: SortKey,
    pub id: SignatureId,
}

impl SignatureCursor {
    /// The cursor behind `signature`.
    pub fn behind(signature: &SignatureSummary, ordering: SignatureOrdering) -> Self {
        let key = match ordering {
            SignatureOrdering::LastSeen | SignatureOrdering::LastSeenDescending => {
                SortKey::Number(signature.last_seen.timestamp_micros())
            }
            SignatureOrdering::FirstSeen | SignatureOrdering::FirstSeenDescending => {
                SortKey::Number(signature.first_seen.timestamp_micros())
            }
            SignatureOrdering::Crashes | SignatureOrdering::CrashesDescending => {
                SortKey::Number(signature.crashes.try_into().unwrap_or(i64::MAX))
            }
            SignatureOrdering::Signature | SignatureOrdering::SignatureDescending => {
                SortKey::Text(signature.signature.clone())
            }
        };
        Self {
            ordering,
            key,
            id: signature.id,
        }
    }

    fn key_fits_ordering(&self) -> bool {
        self.ordering.is_by_text() == matches!(self.key, SortKey::Text(_))
    }
}

impl fmt::Display for SignatureCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self, f)
    }
}

fn write(cursor: &impl Serialize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let json = serde_json::to_vec(cursor).map_err(|_| fmt::Error)?;
    f.write_str(&URL_SAFE_NO_PAD.encode(json))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, CursorError> {
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
    serde_json::from_slice(&json).map_err(|_| CursorError)
}

/// A text that no page has given as its cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that a page has given")]
pub struct CursorError;

impl FromStr for DumpCursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let cursor: Self = read(text)?;
        cursor
            .key_fits_ordering()
            .then_some(cursor)
            .ok_or(CursorError)
    }
}

impl FromStr for SignatureCursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let cursor: Self = read(text)?;
        cursor
            .key_fits_ordering()
            .then_some(cursor)
            .ok_or(CursorError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_what_it_writes() {
        let cursor = DumpCursor {
            ordering: DumpOrdering::Label,
            key: SortKey::Text("тег \"1\"".to_owned()),
            id: DumpId(7),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        let cursor = SignatureCursor {
            ordering: SignatureOrdering::CrashesDescending,
            key: SortKey::Number(3),
            id: SignatureId(7),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }

    #[test]
    fn a_key_of_another_kind_than_the_ordering_is_refused() {
        let cursor = DumpCursor {
            ordering: DumpOrdering::LargestFirst,
            key: SortKey::Text("x".to_owned()),
            id: DumpId(7),
        };
        assert_eq!(cursor.to_string().parse::<DumpCursor>(), Err(CursorError));
        assert_eq!("?".parse::<DumpCursor>(), Err(CursorError));
        let cursor = SignatureCursor {
            ordering: SignatureOrdering::Signature,
            key: SortKey::Number(3),
            id: SignatureId(7),
        };
        let text = cursor.to_string();
        assert_eq!(text.parse::<SignatureCursor>(), Err(CursorError));
    }
}
