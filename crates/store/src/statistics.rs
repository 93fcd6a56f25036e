//! Sums over dumps, at a cost that does not grow with their number.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::NaiveDate;
use model::{Amount, Database, DayOfUploads, StorageUse};

use crate::Result;

#[async_trait]
pub trait StatisticsRepo: Send + Sync + Debug {
    /// Everything that is there.
    async fn total(&self) -> Result<Amount>;

    /// What lies in each tier.
    async fn storage(&self) -> Result<StorageUse>;

    /// What keeps the rows, and how large it is.
    async fn database(&self) -> Result<Database>;

    /// The days from `first` on that have dumps, in their order. The `labels` most frequent
    /// labels since then have entries of their own, by name; the others share one, which
    /// comes first on its day.
    async fn list_days(&self, first: NaiveDate, labels: u32) -> Result<Vec<DayOfUploads>>;
}
