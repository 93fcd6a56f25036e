//! The same change of many dumps.

use futures::StreamExt;
use futures::stream;
use model::{DumpId, FieldErrors};

use super::{Dumps, Label};
use crate::{Editor, Error, Result};

/// Dumps that one request may change.
pub const MAX_AT_ONCE: usize = 500;

/// As many as the database commits together; more would not be faster.
const CONCURRENCY: usize = 16;

/// What became of many dumps.
#[derive(Debug, Default)]
pub struct BulkOutcome {
    pub done: u64,
    /// Deleted meanwhile, or never there.
    pub missing: u64,
    /// Those that stayed as they were, and why the first one did.
    pub failed: u64,
    pub reason: Option<Error>,
}

impl Dumps {
    /// # Errors
    /// [`Error::Invalid`] when there are more than [`MAX_AT_ONCE`]; what goes wrong with
    /// single dumps is in the outcome.
    pub async fn label_all(
        &self,
        editor: &Editor,
        ids: &[DumpId],
        label: &Label,
    ) -> Result<BulkOutcome> {
        let change = |id: &DumpId| self.update(editor, *id, None, Some(label.clone()));
        let changes = require_few(ids)?.iter().map(change);
        Ok(outcome(changes.collect()).await)
    }

    /// # Errors
    /// As [`Dumps::label_all`].
    pub async fn delete_all(&self, editor: &Editor, ids: &[DumpId]) -> Result<BulkOutcome> {
        let changes = require_few(ids)?.iter().map(|id| self.delete(editor, *id));
        Ok(outcome(changes.collect()).await)
    }

    /// # Errors
    /// As [`Dumps::label_all`].
    pub async fn archive_all(&self, editor: &Editor, ids: &[DumpId]) -> Result<BulkOutcome> {
        let changes = require_few(ids)?.iter().map(|id| self.archive(editor, *id));
        Ok(outcome(changes.collect()).await)
    }

    /// # Errors
    /// As [`Dumps::label_all`].
    pub async fn restore_all(&self, editor: &Editor, ids: &[DumpId]) -> Result<BulkOutcome> {
        let changes = require_few(ids)?.iter().map(|id| self.restore(editor, *id));
        Ok(outcome(changes.collect()).await)
    }
}

/// Refuses to begin with more than [`MAX_AT_ONCE`].
///
/// # Errors
/// [`Error::Invalid`].
pub fn require_few(ids: &[DumpId]) -> Result<&[DumpId]> {
    if ids.len() > MAX_AT_ONCE {
        let message = format!("No more than {MAX_AT_ONCE} dumps at once.");
        return Err(FieldErrors::of("ids", message).into());
    }
    Ok(ids)
}

async fn outcome<T>(changes: Vec<impl Future<Output = Result<T>>>) -> BulkOutcome {
    let mut results = stream::iter(changes).buffer_unordered(CONCURRENCY);
    let mut outcome = BulkOutcome::default();
    while let Some(result) = results.next().await {
        match result {
            Ok(_) => outcome.done += 1,
            Err(Error::NotFound(_)) => outcome.missing += 1,
            Err(error) => {
                outcome.failed += 1;
                outcome.reason.get_or_insert(error);
            }
        }
    }
    outcome
}
