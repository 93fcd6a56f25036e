//! Bytes of changes whose commit has failed.
//!
//! When the flush of a commit fails, the database says no; but what it wrote may be on
//! the disk all the same, and a crash would bring the row back. Until the next commit
//! has overwritten it nobody knows, so the bytes wait for that: a row that comes back
//! finds them, and otherwise they are removed.

use std::sync::{Mutex, PoisonError};

use model::StoredName;
use store::Store;

use crate::Result;
use crate::blobs::{Blobs, Tier};

/// Names of blobs that no row refers to, as far as is known.
#[derive(Debug, Default)]
pub(super) struct Undecided(Mutex<Vec<StoredName>>);

impl Undecided {
    /// The bytes of this name are to be kept until [`Undecided::settle`], in every tier.
    pub(super) fn add(&self, stored_name: StoredName) {
        self.names().push(stored_name);
    }

    /// The names so far. A commit that begins now overwrites theirs.
    pub(super) fn waiting(&self) -> Vec<StoredName> {
        self.names().clone()
    }

    /// Removes those of the bytes that have no row, or lie where it does not say; to be called
    /// after a commit that began when `names` were waiting. A shutdown before leaves them to
    /// the next start.
    pub(super) async fn settle(&self, names: Vec<StoredName>, blobs: &Blobs, store: &dyn Store) {
        for name in names {
            // Who moves them now has made a copy that no row refers to yet.
            let Some(_lock) = blobs.try_lock(name) else {
                continue;
            };
            match remove_unreferenced(name, blobs, store).await {
                Ok(()) => self.names().retain(|other| *other != name),
                Err(error) => {
                    tracing::error!(%error, blob = %name, "cannot remove the bytes of a failed change");
                }
            }
        }
    }

    fn names(&self) -> std::sync::MutexGuard<'_, Vec<StoredName>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn remove_unreferenced(name: StoredName, blobs: &Blobs, store: &dyn Store) -> Result<()> {
    let rows = store.dumps().list_blobs(name, name).await?;
    match rows.first() {
        Some(row) => {
            let elsewhere = Tier::of(row.archived_size).other();
            blobs.remove_from(name, &[elsewhere]).await?;
        }
        None => blobs.remove(name).await?,
    }
    Ok(())
}
