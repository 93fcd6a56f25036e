//! Dumps: taking, listing, changing and removing them.
//!
//! The order of durable steps is the point of this module. Bytes become durable
//! before a row refers to them, and are removed after no row does:
//!
//! ```text
//! create   blob durable ─ row committed ─ reply
//! replace  new blob durable ─ row switched ─ old blob removed ─ reply
//! delete   row removed ─ blob removed ─ reply
//! archive  copy durable ─ row switched ─ original removed ─ reply
//! ```
//!
//! Those steps run in a task of their own: a client that goes away in the middle
//! cannot stop them between the blob and the row.

mod annotations;
mod bulk;
mod history;
mod label;
mod list;
mod original_name;
mod sentry_event;
mod submission;
mod tiers;
mod undecided;

use std::io;
use std::sync::Arc;

use model::{Actor, Damage, Dump, DumpId, Scope, StoredName};
use store::{By, NewDump, NewFile, Store, StoreError};
use tokio::sync::{Notify, watch};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use annotations::{Annotations, MAX_ANNOTATION_BYTES, MAX_ANNOTATIONS_JSON_BYTES};
pub use bulk::{BulkOutcome, MAX_AT_ONCE, require_few};
pub use label::Label;
pub use original_name::OriginalName;
pub use sentry_event::MAX_SENTRY_EVENT_BYTES;
pub use submission::{Receipt, SubmittedFiles, Taken};
use undecided::Undecided;

use crate::blobs::{Blob, BlobLimits, BlobReader, BlobWriter, Blobs};
use crate::throttle_rules::{Sender, ThrottleRules};
use crate::{Clock, Editor, Error, Principal, Reader, Result, Settings};

/// What a request may have beside the bytes of a dump: other fields, and framing.
pub const MAX_OTHER_BYTES: u64 = 4 * 1024 * 1024;

/// Dumps and the rules about them.
#[derive(Clone, Debug)]
pub struct Dumps {
    blobs: Blobs,
    store: Arc<dyn Store>,
    settings: Arc<Settings>,
    throttle_rules: ThrottleRules,
    clock: Clock,
    tasks: TaskTracker,
    undecided: Arc<Undecided>,
    arrivals: watch::Sender<DumpId>,
    /// Told of everything that there is to process.
    new_bytes: Arc<Notify>,
}

/// Proof that somebody may upload, and who it is.
#[derive(Clone, Debug)]
pub struct UploadPermit {
    actor: Actor,
    sender: Sender,
}

/// A file whose bytes have all come.
#[derive(Debug)]
pub struct UploadedFile {
    pub original_name: OriginalName,
    pub content: BlobWriter,
}

/// A file beside a dump. Dropped before its report is kept it leaves nothing.
#[derive(Debug)]
pub struct UploadedAttachment {
    original_name: OriginalName,
    blob: Blob,
}

impl UploadedFile {
    /// Makes the bytes durable, and gives back the memory that they took: of attachments there
    /// may be many.
    ///
    /// # Errors
    /// [`Error::StorageFull`], [`Error::Io`].
    pub async fn into_attachment(self) -> Result<UploadedAttachment> {
        Ok(UploadedAttachment {
            original_name: self.original_name,
            blob: self.content.finish().await?,
        })
    }
}

impl Dumps {
    pub(crate) fn new(
        blobs: Blobs,
        store: Arc<dyn Store>,
        settings: Arc<Settings>,
        throttle_rules: ThrottleRules,
        clock: Clock,
        tasks: TaskTracker,
    ) -> Self {
        Self {
            blobs,
            store,
            settings,
            throttle_rules,
            clock,
            tasks,
            undecided: Arc::default(),
            arrivals: watch::Sender::new(DumpId(0)),
            new_bytes: Arc::default(),
        }
    }

    /// Everybody may upload, unless the operator wants credentials. A client that says who
    /// it is may do what its scopes say, and no more.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::MissingScope`].
    pub fn permit_upload(&self, principal: &Principal) -> Result<UploadPermit> {
        let is_welcome =
            self.settings.anonymous_upload && matches!(principal, Principal::Anonymous);
        if !is_welcome {
            principal.require(Scope::Upload)?;
        }
        let actor = principal.actor();
        let client = principal.client().zip(actor.name().map(str::to_owned));
        Ok(UploadPermit {
            actor,
            sender: Sender(client),
        })
    }

    /// Refuses early what cannot be stored, before any of the body is read.
    ///
    /// `announced_bytes` is the length of the whole request where it is known, which
    /// is a little more than that of the dump.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::StorageFull`].
    pub async fn check_room(&self, announced_bytes: Option<u64>) -> Result<()> {
        let announced = announced_bytes.unwrap_or(0);
        let max_bytes = self.settings.max_upload_bytes;
        if announced > max_bytes.saturating_add(MAX_OTHER_BYTES) {
            return Err(Error::TooLarge { max_bytes });
        }
        let reserve_bytes = self.settings.reserve_bytes;
        Ok(self.blobs.check_room(announced, reserve_bytes).await?)
    }

    pub(crate) fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Begins to take the bytes of a dump; they are gone again when the writer is
    /// dropped.
    pub fn begin_file(&self) -> BlobWriter {
        let stored_name = StoredName(Uuid::new_v4());
        let limits = BlobLimits {
            max_bytes: self.settings.max_upload_bytes,
            reserve_bytes: self.settings.reserve_bytes,
        };
        self.blobs.create(stored_name, limits)
    }

    /// Keeps an upload. When this returns `Ok`, the dump survives a power cut.
    pub async fn create(
        &self,
        permit: UploadPermit,
        file: UploadedFile,
        label: Label,
    ) -> Result<Dump> {
        self.unstoppable(move |dumps| async move {
            let blob = file.content.finish().await?;
            let dump = NewDump {
                original_name: file.original_name.into(),
                label: label.into(),
                uploaded: dumps.by(permit.actor),
                blob: blob.row().clone(),
                other: nothing_to_process(&blob),
            };
            let undecided = dumps.undecided.waiting();
            let dump = match dumps.store.dumps().insert(dump).await {
                Ok(dump) => dump,
                Err(error) => return Err(dumps.discard([blob], error)),
            };
            blob.keep();
            dumps.settle(undecided).await;
            dumps.announce(dump.id);
            tracing::info!(dump.id = dump.id.0, size_bytes = dump.size, "dump stored");
            Ok(dump)
        })
        .await
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, _: &Reader, id: DumpId) -> Result<Dump> {
        self.row(id).await
    }

    /// Opens the bytes of a dump for reading.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no dump, or no file; [`Error::BytesDamaged`]
    /// when the last check found the bytes missing, short or changed.
    pub async fn read(&self, _: &Reader, id: DumpId) -> Result<(Dump, BlobReader)> {
        let mut dump = self.row(id).await?;
        loop {
            if let Some(damage) = dump.damage {
                return Err(Error::BytesDamaged(explain(damage)));
            }
            match self.blobs.read(&dump).await {
                Ok(blob) if blob.size() == dump.size => return Ok((dump, blob)),
                Ok(_) => return Err(Error::BytesDamaged(explain(Damage::Truncated))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(unreadable(error)),
            }
            // Replaced or moved between the look at the row and the look at the file?
            let current = self.row(id).await?;
            if is_same_file(&current, &dump) {
                tracing::error!(dump.id = id.0, "the file of a dump is missing");
                return Err(not_found());
            }
            dump = current;
        }
    }

    /// Changes the label, the file, or both at once; nothing at all is no error.
    ///
    /// # Errors
    /// [`Error::NotFound`]; after any error the dump is as before.
    pub async fn update(
        &self,
        editor: &Editor,
        id: DumpId,
        file: Option<UploadedFile>,
        label: Option<Label>,
    ) -> Result<Dump> {
        let label = label.map(String::from);
        let actor = editor.actor().clone();
        let Some(file) = file else {
            let dumps = self.store.dumps();
            return match label {
                Some(label) => dumps.update_label(id, label, self.by(actor)).await?,
                None => dumps.get(id).await?,
            }
            .ok_or_else(not_found);
        };
        self.unstoppable(move |dumps| async move {
            let blob = file.content.finish().await?;
            let new_file = NewFile {
                original_name: file.original_name.into(),
                blob: blob.row().clone(),
                other: nothing_to_process(&blob),
            };
            let undecided = dumps.undecided.waiting();
            let by = dumps.by(actor);
            let rows = dumps.store.dumps();
            let replaced = match rows.update_file(id, new_file, label, by).await {
                Ok(replaced) => replaced.ok_or_else(not_found)?,
                Err(error) => return Err(dumps.discard([blob], error)),
            };
            blob.keep();
            dumps.settle(undecided).await;
            dumps.new_bytes.notify_one();
            dumps.remove_unreferenced(replaced.old_stored_name).await;
            tracing::info!(dump.id = id.0, "dump replaced");
            Ok(replaced.dump)
        })
        .await
    }

    /// # Errors
    /// [`Error::NotFound`]; of several callers one succeeds.
    pub async fn delete(&self, _: &Editor, id: DumpId) -> Result<()> {
        self.unstoppable(move |dumps| async move {
            let deleted = dumps.store.dumps().delete(id).await?;
            for name in deleted.ok_or_else(not_found)?.stored_names {
                dumps.remove_unreferenced(name).await;
            }
            tracing::info!(dump.id = id.0, "dump deleted");
            Ok(())
        })
        .await
    }

    /// Gives up new bytes whose row the database would not take.
    fn discard(&self, blobs: impl IntoIterator<Item = Blob>, error: StoreError) -> Error {
        if let StoreError::Database(_) = error {
            for blob in blobs {
                self.undecided.add(blob.row().stored_name);
                blob.keep();
            }
        }
        error.into()
    }

    /// Somebody, now.
    fn by(&self, actor: Actor) -> By {
        By {
            actor,
            at: self.clock.now(),
        }
    }

    async fn row(&self, id: DumpId) -> Result<Dump> {
        self.store.dumps().get(id).await?.ok_or_else(not_found)
    }

    async fn settle(&self, undecided: Vec<StoredName>) {
        self.undecided
            .settle(undecided, &self.blobs, self.store.as_ref())
            .await;
    }

    /// The row is gone for good already, so a failure here is no failure of the
    /// change: the bytes stay as a stray, which the next start quarantines.
    async fn remove_unreferenced(&self, stored_name: StoredName) {
        if let Err(error) = self.blobs.remove(stored_name).await {
            tracing::error!(%error, blob = %stored_name, "cannot remove the bytes of a removed dump");
        }
    }

    /// Runs durable steps to their end, even when the caller is cancelled.
    async fn unstoppable<T, F>(&self, steps: impl FnOnce(Self) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        self.tasks.spawn(steps(self.clone())).await?
    }
}

/// What a file is, for people, when its first bytes say that it is no minidump.
fn nothing_to_process(blob: &Blob) -> Option<String> {
    let kind = blob.kind();
    (!kind.may_be_minidump()).then(|| kind.sentence().to_owned())
}

/// Whether both say that the bytes are in the same place.
fn is_same_file(one: &Dump, other: &Dump) -> bool {
    (one.stored_name, one.archived) == (other.stored_name, other.archived)
}

fn unreadable(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Error::BytesDamaged(explain(Damage::Truncated)),
        io::ErrorKind::InvalidData => Error::BytesDamaged(explain(Damage::Corrupt)),
        _ => error.into(),
    }
}

fn not_found() -> Error {
    Error::NotFound("CrashDump")
}

fn explain(damage: Damage) -> &'static str {
    match damage {
        Damage::Missing => "The file of this dump is missing from the server's storage.",
        Damage::Truncated => "The file of this dump is not of the length that was uploaded.",
        Damage::Corrupt => "The file of this dump has changed on the server's disk.",
    }
}
