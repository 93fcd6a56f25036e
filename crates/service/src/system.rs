//! The state of the server itself, for administrators.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use model::{Database, Storage};
use store::{QueueLength, Store};

use crate::blobs::Blobs;
use crate::{Cleanup, Clock, Result, Staff, Statistics};

/// Looking at the server.
#[derive(Clone, Debug)]
pub struct System {
    pub(crate) blobs: Blobs,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) statistics: Statistics,
    pub(crate) cleanup: Arc<Mutex<Option<Cleanup>>>,
    pub(crate) clock: Clock,
    pub(crate) started_at: DateTime<Utc>,
}

/// What there is, and what goes on beside requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemState {
    pub started_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
    pub storage: Storage,
    pub database: Database,
    /// The last time that expired sessions were forgotten; `None` before the first.
    pub cleanup: Option<Cleanup>,
    /// Files that are being copied between the tiers.
    pub moves: usize,
    /// Dumps that wait for processing, or are processed.
    pub processing: QueueLength,
}

impl System {
    pub async fn get(&self, staff: &Staff) -> Result<SystemState> {
        let cleanup = *self.cleanup.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(SystemState {
            started_at: self.started_at,
            now: self.clock.now(),
            storage: self.statistics.storage(staff.member()).await?,
            database: self.store.statistics().database().await?,
            cleanup,
            moves: self.blobs.copies_under_way(),
            processing: self.store.processing().length().await?,
        })
    }
}
