//! Rows of throttle rules: which reports of crash clients are kept.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{ThrottleRule, ThrottleRuleSettings};

use crate::Result;

/// What a rule has discarded since it was last asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discards {
    /// Name of the rule.
    pub rule: String,
    pub count: u64,
    pub last_at: DateTime<Utc>,
}

#[async_trait]
pub trait ThrottleRuleRepo: Send + Sync + Debug {
    /// Every rule, in the order in which they are tried.
    async fn list(&self) -> Result<Vec<ThrottleRule>>;

    /// Makes these the rules, in this order. A rule that keeps its name keeps its count.
    async fn replace(&self, rules: Vec<ThrottleRuleSettings>) -> Result<Vec<ThrottleRule>>;

    /// Adds to the counts of rules, all or none; those of rules that are gone are forgotten.
    async fn add_discards(&self, discards: Vec<Discards>) -> Result<()>;
}
