//! What was done to a dump, in words.

use serde::{Deserialize, Serialize};

/// The newest events of a dump.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Newest first.
    pub events: Vec<HistoryEvent>,
    /// How many came before those, in words.
    pub earlier: Option<String>,
}

/// `actor` did `what`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEvent {
    /// In seconds since 1970.
    pub time: i64,
    pub actor: Option<String>,
    pub what: String,
}
