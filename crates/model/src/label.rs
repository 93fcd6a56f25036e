//! Labels, by the dumps that carry them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Amount;
use crate::time::timestamp;

/// A label in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelSummary {
    pub label: String,
    /// The dumps that carry it; never none.
    pub amount: Amount,
    /// When the oldest of them was uploaded.
    #[serde(with = "timestamp")]
    pub first_seen: DateTime<Utc>,
    /// When the newest of them was uploaded.
    #[serde(with = "timestamp")]
    pub last_seen: DateTime<Utc>,
}
