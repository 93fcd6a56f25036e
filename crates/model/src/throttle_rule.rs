//! A rule about which reports of crash clients are kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::time::optional_timestamp;

/// A rule, and what it has discarded so far.
///
/// The order of the fields is the order of the keys in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottleRule {
    #[serde(flatten)]
    pub settings: ThrottleRuleSettings,
    /// Reports that were not kept, since the rule has its name.
    pub discarded: u64,
    #[serde(with = "optional_timestamp")]
    pub last_discarded_at: Option<DateTime<Utc>>,
}

/// What staff decide about a rule. A condition that is `None` holds for every report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottleRuleSettings {
    /// 1 to 64 characters that may stand in an answer to a client; no other rule's.
    pub name: String,
    /// `*` stands for any text and `?` for any character, here and in the version.
    pub product: Option<String>,
    pub version: Option<String>,
    /// Name or number of the client whose key the report came with.
    pub key: Option<String>,
    /// How many of a hundred reports are kept.
    pub share: u8,
    /// How many are kept within a minute; `None` is no limit.
    pub per_minute: Option<u32>,
}
