//! What was done to a dump.

use model::{DumpEvent, DumpId};

use super::{Dumps, not_found};
use crate::{Reader, Result};

/// Nobody reads on; and what reads it has bounded memory.
const MAX_EVENTS: u32 = 100;

impl Dumps {
    /// What was done to a dump, newest first; the newest [`MAX_EVENTS`] of it. The number of the
    /// last one says how many came before.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`].
    pub async fn history(&self, _: &Reader, id: DumpId) -> Result<Vec<DumpEvent>> {
        let events = self.store.dumps().list_events(id, MAX_EVENTS).await?;
        if events.is_empty() {
            return Err(not_found());
        }
        Ok(events)
    }
}
