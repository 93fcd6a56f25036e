//! How much there is, and how it came in.

use std::sync::Arc;

use chrono::TimeDelta;
use model::Overview;
use store::Store;

use crate::blobs::Blobs;
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
            free_bytes: self.blobs.free_bytes().await?,
            first_day,
            today,
            days: statistics.list_days(first_day, LABELS).await?,
        })
    }
}
