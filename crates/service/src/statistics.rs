//! How much there is, and how it came in.

use std::sync::Arc;

use chrono::TimeDelta;
use model::{Overview, Storage};
use store::Store;

use crate::blobs::{Blobs, Tier};
use crate::{Clock, Reader, Result};

/// Days that an overview tells apart, today among them.
const DAYS: i64 = 30;
/// Labels that an overview tells apart.
const LABELS: u32 = 5;

/// Sums over everything.
#[derive(Clone, Debug)]
pub struct Statistics {
    blobs: Blobs,
    store: Arc<dyn Store>,
    clock: Clock,
}

impl Statistics {
    pub(crate) fn new(blobs: Blobs, store: Arc<dyn Store>, clock: Clock) -> Self {
        Self {
            blobs,
            store,
            clock,
        }
    }

    pub async fn overview(&self, _: &Reader) -> Result<Overview> {
        let today = self.clock.now().date_naive();
        let first_day = today - TimeDelta::days(DAYS - 1);
        let statistics = self.store.statistics();
        Ok(Overview {
            total: statistics.total().await?,
            stored_bytes: statistics.storage().await?.stored_bytes(),
            free_bytes: self.free_bytes().await?,
            first_day,
            today,
            days: statistics.list_days(first_day, LABELS).await?,
        })
    }

    /// What lies in each tier.
    pub async fn storage(&self, _: &Reader) -> Result<Storage> {
        Ok(Storage {
            used: self.store.statistics().storage().await?,
            free_bytes: self.free_bytes().await?,
            archive_free_bytes: self.blobs.free_bytes(Tier::Archive).await?,
        })
    }

    async fn free_bytes(&self) -> Result<u64> {
        Ok(self.blobs.free_bytes(Tier::Hot).await?.unwrap_or_default())
    }
}
