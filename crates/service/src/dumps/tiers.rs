//! Moves the bytes of dumps to the archive, and back.
//!
//! The copy is durable before the row refers to it, and the original goes after: in between
//! there are two, and the row says which one counts.

use model::{Actor, Damage, Dump, DumpId};
use store::StoreError;

use super::{Dumps, explain, is_same_file};
use crate::blobs::{Copy, CopyError, Tier};
use crate::{Editor, Error, Result};

const NO_ARCHIVE: &str =
    "This server has no archive. Set [archive] dir in its configuration and start it again.";

impl Dumps {
    /// Whether dumps can be archived.
    pub fn has_archive(&self) -> bool {
        self.blobs.has_archive()
    }

    /// Moves the bytes of a dump to the archive, compressed. When this returns `Ok`, that
    /// survives a power cut. One that is archived stays as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when there is no archive;
    /// [`Error::BytesDamaged`] when the bytes are not those that were uploaded;
    /// [`Error::StorageFull`]. After any error the dump is as before.
    pub async fn archive(&self, editor: &Editor, id: DumpId) -> Result<Dump> {
        self.relocate(editor, id, Tier::Archive).await
    }

    /// Moves the bytes of a dump out of the archive; otherwise as [`Dumps::archive`].
    pub async fn restore(&self, editor: &Editor, id: DumpId) -> Result<Dump> {
        self.relocate(editor, id, Tier::Hot).await
    }

    /// Gives up moves under way, and refuses further ones: the server stops.
    pub(crate) fn stop_moves(&self) {
        self.blobs.stop_copies();
    }

    async fn relocate(&self, editor: &Editor, id: DumpId, tier: Tier) -> Result<Dump> {
        let actor = editor.actor().clone();
        self.unstoppable(move |dumps| async move {
            loop {
                let dump = dumps.row(id).await?;
                if !dumps.has_archive() {
                    return Err(Error::Conflict(NO_ARCHIVE));
                }
                if let Some(moved) = dumps.relocate_file(&actor, &dump, tier).await? {
                    return Ok(moved);
                }
                // What is asked for is about the dump: its new file is moved as well.
            }
        })
        .await
    }

    /// `None` when the dump has got another file, or is gone.
    async fn relocate_file(&self, actor: &Actor, dump: &Dump, tier: Tier) -> Result<Option<Dump>> {
        let _lock = self.blobs.lock(dump.stored_name).await;
        // Whoever had the lock may have done it.
        let dump = &match self.row(dump.id).await? {
            current if current.stored_name == dump.stored_name => current,
            _ => return Ok(None),
        };
        if Tier::of(dump.archived_size) == tier {
            return Ok(Some(dump.clone()));
        }
        let Some(copy) = self.copy(dump, tier).await? else {
            return Ok(None);
        };
        let (name, archived_size) = (copy.stored_name(), copy.archived_size());
        let undecided = self.undecided.waiting();
        let by = self.by(actor.clone());
        let rows = self.store.dumps();
        let moved = match rows.update_tier(name, archived_size, by).await {
            Ok(Some(moved)) => moved,
            // Dropped, the copy goes.
            Ok(None) => return Ok(None),
            Err(error) => return Err(self.discard_copy(copy, error)),
        };
        if let Err(error) = self.blobs.replace_original(copy).await {
            tracing::error!(%error, blob = %name, "cannot remove the original of a moved dump; the next start will");
        }
        self.settle(undecided).await;
        tracing::info!(
            dump.id = moved.id.0,
            archived_size,
            "dump moved to the other tier"
        );
        Ok(Some(moved))
    }

    /// `None` when the original has gone because the dump has another one.
    async fn copy(&self, dump: &Dump, tier: Tier) -> Result<Option<Copy>> {
        if let Some(damage) = dump.damage {
            return Err(Error::BytesDamaged(explain(damage)));
        }
        match self.blobs.copy(dump, tier).await {
            Ok(copy) => Ok(Some(copy)),
            Err(CopyError::Damaged(Damage::Missing))
                if !is_same_file(&self.row(dump.id).await?, dump) =>
            {
                Ok(None)
            }
            Err(CopyError::Damaged(damage)) => {
                tracing::error!(
                    dump.id = dump.id.0,
                    damage = damage.as_str(),
                    "the bytes of a dump are damaged"
                );
                Err(Error::BytesDamaged(explain(damage)))
            }
            Err(CopyError::Io(error)) => Err(error.into()),
        }
    }

    /// Gives up a copy whose row the database would not switch.
    fn discard_copy(&self, copy: Copy, error: StoreError) -> Error {
        if let StoreError::Database(_) = error {
            self.undecided.add(copy.stored_name());
            copy.keep();
        }
        error.into()
    }
}
