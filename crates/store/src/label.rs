//! Labels: no rows of their own, but those of the dumps that carry them.

use std::fmt::Debug;

use async_trait::async_trait;
use model::LabelSummary;

use crate::{By, Result};

#[async_trait]
pub trait LabelRepo: Send + Sync + Debug {
    /// `None` when no dump carries it.
    async fn get(&self, label: &str) -> Result<Option<LabelSummary>>;

    /// Labels in use with `part` in them, in any (ASCII) case; most frequent first, then
    /// by name. `""` is left out.
    async fn list(&self, part: &str, limit: u32) -> Result<Vec<LabelSummary>>;

    /// Puts up to `limit` dumps that carry `from` under `to` and returns how many: fewer
    /// than `limit` when none is left. The labels differ.
    async fn rename(&self, from: &str, to: &str, limit: u32, by: By) -> Result<u64>;
}
