//! Crashes that are the same, together.
//!
//! A dump whose report has a signature belongs to the group of that signature; the group is
//! there as long as a dump is in it, or somebody has said something about it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::Actor;
use crate::time::{optional_timestamp, timestamp};

/// Number of a signature; counts up from 1 and is never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SignatureId(pub i64);

impl From<i64> for SignatureId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for SignatureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What names a signature in a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignatureKey {
    Id(SignatureId),
    /// The whole text, case and all.
    Text(String),
}

impl From<SignatureId> for SignatureKey {
    fn from(id: SignatureId) -> Self {
        Self::Id(id)
    }
}

/// No signature is without text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("names no signature")]
pub struct EmptySignatureKey;

/// What has digits alone is a number, also beyond those that will ever be given.
impl FromStr for SignatureKey {
    type Err = EmptySignatureKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(EmptySignatureKey);
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        Ok(if is_number {
            Self::Id(SignatureId(text.parse().unwrap_or(i64::MAX)))
        } else {
            Self::Text(text.to_owned())
        })
    }
}

/// What people have decided about the crashes of a signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureState {
    #[default]
    Open,
    /// The cause is removed; a crash that shows otherwise opens it again.
    Resolved,
    /// Nobody wants to hear of it.
    Ignored,
}

impl SignatureState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Resolved, Self::Ignored];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Ignored => "ignored",
        }
    }
}

/// A state that no signature has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown state")]
pub struct UnknownState;

impl FromStr for SignatureState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(UnknownState)
    }
}

/// A signature and its crashes in short, as lists show it.
///
/// The order of the fields is the order of the keys in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureSummary {
    pub id: SignatureId,
    pub signature: String,
    /// Dumps that are there.
    pub crashes: u64,
    /// Uploads of the first and of the last of these dumps, or of those that were there once.
    #[serde(with = "timestamp")]
    pub first_seen: DateTime<Utc>,
    #[serde(with = "timestamp")]
    pub last_seen: DateTime<Utc>,
    /// Of the first of these dumps; `None` when it told none.
    pub first_version: Option<String>,
    pub state: SignatureState,
    /// The version that crashes no more, of a resolved one; `None` is every later crash.
    pub resolved_in: Option<String>,
    /// The version whose crash has opened it again since it was last resolved; `""` when that
    /// crash told none.
    pub regressed_in: Option<String>,
    /// When somebody, or a crash, last changed the state.
    #[serde(with = "optional_timestamp")]
    pub state_changed_at: Option<DateTime<Utc>>,
    pub state_changed_by: Option<Actor>,
    /// Free text, `""` when there is none.
    pub note: String,
    /// The most frequent ones, most frequent first.
    pub versions: Vec<Share>,
    pub platforms: Vec<Share>,
    /// Crashes on each of the last days, the last of which is today (UTC).
    pub trend: Vec<u64>,
}

/// How many crashes have a value in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// `None`: the crashes do not say.
    pub value: Option<String>,
    pub crashes: u64,
}

/// A signature with how its crashes are spread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureDetails {
    #[serde(flatten)]
    pub summary: SignatureSummary,
    /// Of each the most frequent values, most frequent first.
    pub products: Vec<Share>,
    pub modules: Vec<Share>,
    pub labels: Vec<Share>,
    /// Days that have crashes, in their order, of the last 90.
    pub days: Vec<DayOfCrashes>,
}

/// Crashes of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayOfCrashes {
    /// In UTC.
    pub day: NaiveDate,
    pub crashes: u64,
}

/// Which signatures are asked for; the default is all that have crashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureFilter {
    /// A part of the signature, in any (ASCII) case.
    pub q: Option<String>,
    pub state: Option<SignatureState>,
    /// With a crash of that product, version and platform, all in one.
    pub product: Option<String>,
    pub version: Option<String>,
    pub platform: Option<String>,
    /// First seen in that version; of that product, if there is one.
    pub first_version: Option<String>,
    /// First seen at that moment or later.
    pub first_seen_after: Option<DateTime<Utc>>,
    /// Last seen at that moment or later.
    pub last_seen_after: Option<DateTime<Utc>>,
}

/// A version of a product, both as a crash client tells them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProductVersion {
    pub product: String,
    pub version: String,
}

/// Open signatures that were first seen in the newest version of their product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSignatures {
    /// The newest version of each product that is looked at.
    pub versions: Vec<ProductVersion>,
    /// Those with most crashes come first.
    pub signatures: Vec<SignatureSummary>,
}

/// Order of a list of signatures; ties are broken by the id in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignatureOrdering {
    #[default]
    #[serde(rename = "-last_seen")]
    LastSeenDescending,
    #[serde(rename = "last_seen")]
    LastSeen,
    #[serde(rename = "-first_seen")]
    FirstSeenDescending,
    #[serde(rename = "first_seen")]
    FirstSeen,
    #[serde(rename = "-crashes")]
    CrashesDescending,
    #[serde(rename = "crashes")]
    Crashes,
    #[serde(rename = "signature")]
    Signature,
    #[serde(rename = "-signature")]
    SignatureDescending,
}

impl SignatureOrdering {
    pub const ALL: [Self; 8] = [
        Self::LastSeenDescending,
        Self::LastSeen,
        Self::FirstSeenDescending,
        Self::FirstSeen,
        Self::CrashesDescending,
        Self::Crashes,
        Self::Signature,
        Self::SignatureDescending,
    ];

    /// The name in a query string.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LastSeenDescending => "-last_seen",
            Self::LastSeen => "last_seen",
            Self::FirstSeenDescending => "-first_seen",
            Self::FirstSeen => "first_seen",
            Self::CrashesDescending => "-crashes",
            Self::Crashes => "crashes",
            Self::Signature => "signature",
            Self::SignatureDescending => "-signature",
        }
    }

    /// Whether signatures are sorted by their text.
    pub fn is_by_text(self) -> bool {
        matches!(self, Self::Signature | Self::SignatureDescending)
    }
}

impl FromStr for SignatureOrdering {
    type Err = crate::UnknownOrdering;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|ordering| ordering.as_str() == text)
            .ok_or(crate::UnknownOrdering)
    }
}

/// One page of a filtered, ordered list of signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureQuery {
    pub filter: SignatureFilter,
    pub ordering: SignatureOrdering,
    /// Rows on the page, at least 1.
    pub limit: u32,
    /// Where the page before ended, as that page gave it; `None` is the first page.
    pub after: Option<String>,
}

/// What somebody says of a signature; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureChange {
    pub state: Option<NewState>,
    pub note: Option<String>,
    /// The note that `note` is to replace: nothing changes when there is another by now.
    pub note_before: Option<String>,
}

/// A state that somebody gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewState {
    Open,
    /// By a version, or from now on.
    Resolved {
        in_version: Option<String>,
    },
    Ignored,
}

/// Which frames matter: patterns beside those that come with the program, in which `*` is any
/// text and `?` any character.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignaturePatterns {
    /// Frames that say nothing.
    pub ignore: Vec<String>,
    /// Frames that do not say enough.
    pub prefix: Vec<String>,
    /// Frames at which reading begins.
    pub sentinel: Vec<String>,
}

/// The patterns in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureRules {
    /// Counts up with every change; 0 is before the first.
    pub version: u64,
    #[serde(flatten)]
    pub patterns: SignaturePatterns,
    #[serde(with = "optional_timestamp")]
    pub changed_at: Option<DateTime<Utc>>,
    pub changed_by: Option<Actor>,
    /// Crashes that are still grouped by rules of before.
    pub outdated: u64,
}

/// What patterns would do to the crashes that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DryRun {
    /// Crashes that were looked at: all that have a report.
    pub crashes: u64,
    /// Those that would get another signature.
    pub changed: u64,
    /// Groups that several of today's would become, or go over to.
    pub merges: Vec<Regrouping>,
    /// Groups of today that would become several.
    pub splits: Vec<Regrouping>,
    /// Groups that would be as they are by another name.
    pub moves: Vec<Regrouping>,
    /// There are more of these than are listed.
    pub is_cut: bool,
}

/// One group beside those that it is made of, or would be taken apart into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Regrouping {
    /// The group that is or would be: of a merge the new one, of a split and a move today's.
    pub signature: String,
    /// The others, largest first, with the crashes that go over.
    pub groups: Vec<SignatureCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureCount {
    pub signature: String,
    pub crashes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_digits_alone_is_the_number_of_a_signature() {
        let id = |number| Ok(SignatureKey::Id(SignatureId(number)));
        assert_eq!("12".parse(), id(12));
        assert_eq!("99999999999999999999".parse(), id(i64::MAX));
        for text in ["abort | parse", "12 ", "-1", "٣"] {
            assert_eq!(text.parse(), Ok(SignatureKey::Text(text.to_owned())));
        }
        assert_eq!("".parse::<SignatureKey>(), Err(EmptySignatureKey));
    }

    #[test]
    fn states_and_orderings_read_back_what_they_write() {
        for state in SignatureState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
            assert_eq!(serde_json::json!(state), state.as_str());
        }
        for ordering in SignatureOrdering::ALL {
            assert_eq!(ordering.as_str().parse(), Ok(ordering));
            assert_eq!(serde_json::json!(ordering), ordering.as_str());
        }
    }
}
