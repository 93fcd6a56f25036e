//! Writes a blob: bytes, fsync, rename, fsync of the folder.
//!
//! ```text
//! small:  chunks ─ buffer ───────────────┐
//!                                        ├─ create, write, fsync, rename, fsync(dir)
//! large:  chunks ─ buffer ─ append job ──┘  (one blocking task)
//!                  buffer ─ append job …     (one at a time, while the next fills)
//!                           flush job …      (now and then, while others append)
//! ```
//!
//! Flushing what has come while the rest is on its way leaves little to wait for at the end,
//! and keeps the flushes of others from waiting behind gigabytes.
//!
//! No thread waits for a slow client: a blocking task runs only when a buffer is
//! full.

use std::io;
use std::sync::Arc;

use model::{Sha256, StoredName};
use processing::Kind;
use processing::kind::HEAD_BYTES;
use sha2::Digest;
use store::NewBlob;
use tokio::task::JoinHandle;

use super::blocking;
use super::layout::Layout;
use super::part::{Part, RemovedOnDrop};
use crate::{Error, Result};

/// A dump up to this size is written in one go; two buffers of it are the memory of
/// a larger one.
const BUFFER_BYTES: usize = 1024 * 1024;
/// The first bytes that are appended tell the kind.
const _: () = assert!(BUFFER_BYTES >= HEAD_BYTES);

/// How much is written between two flushes of a large file.
pub(super) const FLUSH_BYTES: u64 = 16 * 1024 * 1024;

/// How much may be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlobLimits {
    /// Size of one blob.
    pub(crate) max_bytes: u64,
    /// What stays free on the disk.
    pub(crate) reserve_bytes: u64,
}

/// A blob in the making. Dropped before it is finished it leaves nothing.
#[derive(Debug)]
pub struct BlobWriter {
    layout: Arc<Layout>,
    stored_name: StoredName,
    limits: BlobLimits,
    size: u64,
    buffer: Vec<u8>,
    /// The job that appends the buffer before, when there was one.
    appending: Option<JoinHandle<io::Result<Appended>>>,
    /// The job that flushes what was written before, when there was one.
    flushing: Option<JoinHandle<io::Result<()>>>,
    /// How much was written when the last flush began.
    flushed: u64,
}

impl BlobWriter {
    pub(crate) fn new(layout: Arc<Layout>, stored_name: StoredName, limits: BlobLimits) -> Self {
        Self {
            layout,
            stored_name,
            limits,
            size: 0,
            buffer: Vec::new(),
            appending: None,
            flushing: None,
            flushed: 0,
        }
    }

    /// Bytes written so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::StorageFull`], [`Error::Io`]; the blob is then
    /// past saving.
    pub async fn write(&mut self, mut chunk: &[u8]) -> Result<()> {
        self.size += chunk.len() as u64;
        let max_bytes = self.limits.max_bytes;
        if self.size > max_bytes {
            return Err(Error::TooLarge { max_bytes });
        }
        while !chunk.is_empty() {
            let room = BUFFER_BYTES - self.buffer.len();
            let (now, later) = chunk.split_at(room.min(chunk.len()));
            self.buffer.extend_from_slice(now);
            chunk = later;
            // The last buffer is left to `finish`, so that a small blob needs one job.
            if self.buffer.len() == BUFFER_BYTES && !chunk.is_empty() {
                self.append().await?;
            }
        }
        Ok(())
    }

    /// Makes the blob durable under its final name.
    ///
    /// An error of any step fails it for good: after a failed fsync nobody knows what
    /// the disk holds, so it is never tried again.
    pub(crate) async fn finish(mut self) -> Result<Blob> {
        let appended = self.appended().await?;
        self.flush_ended().await?;
        let buffer = std::mem::take(&mut self.buffer);
        let (layout, stored_name, size) = (self.layout.clone(), self.stored_name, self.size);
        let reserve_bytes = self.limits.reserve_bytes;
        let blob = blocking(move || {
            let mut content = match appended {
                Some(appended) => appended.content,
                None => Content::create(&layout, stored_name)?,
            };
            layout.check_room(buffer.len() as u64, reserve_bytes)?;
            content.append(&buffer)?;
            if content.part.size() != size {
                // After an error, or a `write` that was cancelled, and a caller who went on.
                return Err(io::Error::other("a part of the blob was lost"));
            }
            content.finish(&layout, stored_name)
        });
        Ok(blob.await?)
    }

    /// Gives the blob up, and tells what it would have been.
    pub(crate) async fn into_sha256(mut self) -> Result<Sha256> {
        let appended = self.appended().await?;
        let buffer = std::mem::take(&mut self.buffer);
        let hash = blocking(move || {
            let hasher = appended.map(|appended| appended.content.hasher);
            let hash = hasher.unwrap_or_default().chain_update(&buffer).finalize();
            Ok(Sha256(hash.into()))
        });
        Ok(hash.await?)
    }

    /// Hands the full buffer to a job, when the job before is done.
    async fn append(&mut self) -> Result<()> {
        let (content, mut next_buffer) = match self.appended().await? {
            Some(Appended { content, buffer }) => {
                self.flush_behind(&content.part).await?;
                (Some(content), buffer)
            }
            None => (None, Vec::with_capacity(BUFFER_BYTES)),
        };
        next_buffer.clear();
        let buffer = std::mem::replace(&mut self.buffer, next_buffer);
        let (layout, stored_name) = (self.layout.clone(), self.stored_name);
        let reserve_bytes = self.limits.reserve_bytes;
        self.appending = Some(tokio::task::spawn_blocking(move || {
            let mut content = match content {
                Some(content) => content,
                None => Content::create(&layout, stored_name)?,
            };
            // Now and not only at the beginning: others write as well, and nobody knows how
            // long a chunked body becomes.
            layout.check_room(buffer.len() as u64, reserve_bytes)?;
            content.append(&buffer)?;
            Ok(Appended { content, buffer })
        }));
        Ok(())
    }

    /// Begins to flush what is written, unless little is, or the flush before is under way.
    async fn flush_behind(&mut self, part: &Part) -> Result<()> {
        let is_busy = self.flushing.as_ref().is_some_and(|job| !job.is_finished());
        if is_busy || part.size() - self.flushed < FLUSH_BYTES {
            return Ok(());
        }
        self.flush_ended().await?;
        let file = part.file().try_clone()?;
        self.flushed = part.size();
        self.flushing = Some(tokio::task::spawn_blocking(move || file.sync_data()));
        Ok(())
    }

    /// The kernel tells of a failure once: whoever flushes has to hear of it.
    async fn flush_ended(&mut self) -> Result<()> {
        match self.flushing.take() {
            Some(job) => Ok(job.await??),
            None => Ok(()),
        }
    }

    async fn appended(&mut self) -> Result<Option<Appended>> {
        match self.appending.take() {
            Some(job) => Ok(Some(job.await??)),
            None => Ok(None),
        }
    }
}

/// What an append job gives back: the file so far, and its buffer to be used again.
#[derive(Debug)]
struct Appended {
    content: Content,
    buffer: Vec<u8>,
}

/// The file of an unfinished upload, and the hash of what was written.
#[derive(Debug)]
struct Content {
    part: Part,
    hasher: sha2::Sha256,
    /// Told by the first bytes that are appended.
    kind: Option<Kind>,
}

impl Content {
    fn create(layout: &Layout, stored_name: StoredName) -> io::Result<Self> {
        Ok(Self {
            part: Part::create(layout, stored_name)?,
            hasher: sha2::Sha256::new(),
            kind: None,
        })
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.part.append(bytes)?;
        self.hasher.update(bytes);
        self.kind.get_or_insert_with(|| Kind::detect(bytes));
        Ok(())
    }

    fn finish(self, layout: &Layout, stored_name: StoredName) -> io::Result<Blob> {
        let size = self.part.size();
        let path = self.part.finish(layout, stored_name)?;
        Ok(Blob {
            row: NewBlob {
                stored_name,
                size,
                sha256: Sha256(self.hasher.finalize().into()),
            },
            kind: self.kind.unwrap_or(Kind::Empty),
            path,
        })
    }
}

/// A durable blob that no row refers to yet; dropped without [`Blob::keep`] it is
/// removed.
#[derive(Debug)]
pub(crate) struct Blob {
    row: NewBlob,
    kind: Kind,
    path: RemovedOnDrop,
}

impl Blob {
    /// What the row says of it.
    pub(crate) fn row(&self) -> &NewBlob {
        &self.row
    }

    /// What its first bytes tell.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// A row refers to it now.
    pub(crate) fn keep(self) {
        self.path.keep();
    }
}
