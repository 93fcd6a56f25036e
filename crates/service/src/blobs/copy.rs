//! Copies a blob to the other tier: compressed into the archive, or back.
//!
//! ```text
//! original ─ 1 MiB ─ SHA-256 ─ frame ─ <uuid>.zst.part ─ fsync, rename, fsync(dir)
//! archived ─ frame ─ SHA-256 ──────────── <uuid>.part ─ fsync, rename, fsync(dir)
//! ```
//!
//! A copy counts only when the SHA-256 of what it was made of is that of the upload. One job
//! on a thread does all of it, with a frame in memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use model::{Damage, Dump, Sha256, StoredName};
use sha2::Digest;
use tokio_util::sync::CancellationToken;

use super::layout::{Layout, remove_if_present};
use super::part::{Part, RemovedOnDrop};
use super::seekable::{Encoder, FRAME_BYTES, SeekableFile};
use super::tier::Tier;
use super::writer::FLUSH_BYTES;

/// What is copied, and where to.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) dump: Dump,
    pub(super) from: Arc<Layout>,
    pub(super) to: Arc<Layout>,
    pub(super) tier: Tier,
    pub(super) level: i32,
    /// What stays free on the disk of the copy.
    pub(super) reserve_bytes: u64,
    pub(super) stop: CancellationToken,
}

/// Why there is no copy; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CopyError {
    #[error("the original is {}", .0.as_str())]
    Damaged(Damage),
    #[error(transparent)]
    Io(io::Error),
}

impl From<io::Error> for CopyError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData => Self::Damaged(Damage::Corrupt),
            io::ErrorKind::UnexpectedEof => Self::Damaged(Damage::Truncated),
            _ => Self::Io(error),
        }
    }
}

type Result<T, E = CopyError> = std::result::Result<T, E>;

/// A durable copy that no row refers to yet; dropped without [`Copy::keep`] it is removed.
#[derive(Debug)]
pub(crate) struct Copy {
    stored_name: StoredName,
    archived_size: Option<u64>,
    path: RemovedOnDrop,
    at: PathBuf,
    original: PathBuf,
    /// When the original was written.
    modified: SystemTime,
}

impl Copy {
    pub(crate) fn stored_name(&self) -> StoredName {
        self.stored_name
    }

    /// What the row is to say of it.
    pub(crate) fn archived_size(&self) -> Option<u64> {
        self.archived_size
    }

    /// Leaves it where it is, beside the original.
    pub(crate) fn keep(self) {
        self.path.keep();
    }

    /// A row refers to it now: the original goes.
    pub(super) fn replace_original(self) -> io::Result<()> {
        self.path.keep();
        remove_if_present(&self.original)?;
        // So that `Last-Modified` stays what it was. Not before: to `fsck`, beside a server,
        // an old file without a row is no copy in the making.
        match File::open(&self.at) {
            Ok(copy) => copy.set_modified(self.modified),
            // Deleted or replaced meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

pub(super) fn run(job: &Job) -> Result<Copy> {
    match job.tier {
        Tier::Archive => archive(job),
        Tier::Hot => restore(job),
    }
}

fn archive(job: &Job) -> Result<Copy> {
    let mut original = File::open(job.original()).map_err(missing)?;
    let metadata = original.metadata()?;
    if metadata.len() != job.dump.size {
        return Err(CopyError::Damaged(Damage::Truncated));
    }
    let mut sink = Sink::create(job)?;
    let mut encoder = Encoder::new(job.level)?;
    let mut hasher = sha2::Sha256::new();
    let mut content = Vec::with_capacity(FRAME_BYTES);
    loop {
        job.check_stop()?;
        content.clear();
        let mut frame = original.by_ref().take(FRAME_BYTES as u64);
        frame.read_to_end(&mut content)?;
        if content.is_empty() {
            break;
        }
        hasher.update(&content);
        sink.append(encoder.frame(&content)?)?;
    }
    job.compare(hasher)?;
    sink.append(&encoder.table())?;
    sink.finish(metadata.modified()?)
}

fn restore(job: &Job) -> Result<Copy> {
    let file_bytes = job.dump.archived_size.unwrap_or_default();
    let original = SeekableFile::open(&job.original(), file_bytes).map_err(missing)?;
    if original.size() != job.dump.size {
        return Err(CopyError::Damaged(Damage::Truncated));
    }
    // How much it becomes is known: none of it is written in vain.
    job.to.check_room(job.dump.size, job.reserve_bytes)?;
    let mut sink = Sink::create(job)?;
    let mut hasher = sha2::Sha256::new();
    for frame in original.frames() {
        job.check_stop()?;
        let content = original.read_frame(frame)?;
        hasher.update(&content);
        sink.append(&content)?;
    }
    job.compare(hasher)?;
    sink.finish(original.modified())
}

fn missing(error: io::Error) -> CopyError {
    match error.kind() {
        io::ErrorKind::NotFound => CopyError::Damaged(Damage::Missing),
        _ => error.into(),
    }
}

impl Job {
    fn original(&self) -> PathBuf {
        self.from.path(self.dump.stored_name)
    }

    /// A stop of the server does not wait for gigabytes.
    fn check_stop(&self) -> io::Result<()> {
        if self.stop.is_cancelled() {
            return Err(io::Error::new(
                io::ErrorKind::Interrupted,
                "the server is stopping",
            ));
        }
        Ok(())
    }

    fn compare(&self, hasher: sha2::Sha256) -> Result<()> {
        if Sha256(hasher.finalize().into()) != self.dump.sha256 {
            return Err(CopyError::Damaged(Damage::Corrupt));
        }
        Ok(())
    }
}

/// The file of the copy.
struct Sink<'a> {
    job: &'a Job,
    part: Part,
    /// How much was written when the last flush was over.
    flushed: u64,
}

impl<'a> Sink<'a> {
    fn create(job: &'a Job) -> io::Result<Self> {
        Ok(Self {
            job,
            part: Part::create(&job.to, job.dump.stored_name)?,
            flushed: 0,
        })
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Job {
            to, reserve_bytes, ..
        } = self.job;
        to.check_room(bytes.len() as u64, *reserve_bytes)?;
        self.part.append(bytes)?;
        // The flushes of uploads shall not wait behind gigabytes.
        if self.part.size() - self.flushed >= FLUSH_BYTES {
            self.part.file().sync_data()?;
            self.flushed = self.part.size();
        }
        Ok(())
    }

    fn finish(self, modified: SystemTime) -> Result<Copy> {
        let Job { dump, to, tier, .. } = self.job;
        let size = self.part.size();
        Ok(Copy {
            stored_name: dump.stored_name,
            archived_size: (*tier == Tier::Archive).then_some(size),
            path: self.part.finish(to, dump.stored_name)?,
            at: to.path(dump.stored_name),
            original: self.job.original(),
            modified,
        })
    }
}
