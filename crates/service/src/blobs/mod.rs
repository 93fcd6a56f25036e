//! The bytes of dumps on local disks.
//!
//! A blob is written once and never changed. It lies at
//! `<dumps_dir>/<c1>/<c2>/<uuid>`, where the two characters are the first of the
//! UUID; while it is written, at the same place as `<uuid>.part`. In the archive it lies at
//! `<archive_dir>/<c1>/<c2>/<uuid>.zst`, and the row says in which of the two. What a
//! finished blob promises, and in which order, is told in `docs/durability.md`.

mod copy;
mod layout;
mod name_locks;
mod part;
mod reader;
mod seekable;
mod tier;
mod workers;
mod writer;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use model::{Dump, StoredName};
use tokio_util::sync::CancellationToken;

pub(crate) use copy::{Copy, CopyError};
pub(crate) use layout::{Layout, PART_EXTENSION, remove_if_present, shards};
pub(crate) use name_locks::NameLock;
use name_locks::NameLocks;
pub use reader::BlobReader;
pub(crate) use seekable::SeekableFile;
pub(crate) use tier::{Tier, Tiers};
use workers::Workers;
pub use writer::BlobWriter;
pub(crate) use writer::{Blob, BlobLimits};

use crate::{DataDir, Settings};

/// The folders of blobs.
#[derive(Clone, Debug)]
pub(crate) struct Blobs {
    tiers: Tiers,
    archive_level: i32,
    reserve_bytes: u64,
    locks: Arc<NameLocks>,
    readers: Workers,
    movers: Workers,
    stop: CancellationToken,
}

impl Blobs {
    /// Makes the folders and their shards, durably.
    pub(crate) async fn open(data_dir: &DataDir, settings: &Settings) -> io::Result<Self> {
        let tiers = Tiers::of(data_dir);
        let created = tiers.clone();
        blocking(move || created.iter().try_for_each(|(_, layout)| layout.create())).await?;
        Ok(Self {
            tiers,
            archive_level: settings.archive_level,
            reserve_bytes: settings.reserve_bytes,
            locks: Arc::default(),
            readers: Workers::all(),
            movers: Workers::half(),
            stop: CancellationToken::new(),
        })
    }

    /// Whether there is a second tier.
    pub(crate) fn has_archive(&self) -> bool {
        self.tiers.archive().is_some()
    }

    /// Begins a blob; nothing is on disk until much of it has come.
    pub(crate) fn create(&self, stored_name: StoredName, limits: BlobLimits) -> BlobWriter {
        BlobWriter::new(self.tiers.hot().clone(), stored_name, limits)
    }

    /// Opens the bytes of a dump; they can be read to their end even when they are removed
    /// or moved meanwhile.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] when they are not where the row says;
    /// [`io::ErrorKind::UnexpectedEof`] and [`io::ErrorKind::InvalidData`] when what is there in
    /// the archive is of another length, or cannot be read.
    pub(crate) async fn read(&self, dump: &Dump) -> io::Result<BlobReader> {
        let tier = Tier::of(dump.archived_size);
        let path = self
            .tiers
            .path(tier, dump.stored_name)
            .ok_or_else(no_archive)?;
        let workers = self.readers.clone();
        let archived_size = dump.archived_size;
        blocking(move || match archived_size {
            None => BlobReader::open(&path),
            Some(file_bytes) => BlobReader::open_archived(&path, file_bytes, workers),
        })
        .await
    }

    /// Opens bytes that never are in the archive.
    pub(crate) async fn read_hot(&self, stored_name: StoredName) -> io::Result<BlobReader> {
        let path = self.tiers.hot().path(stored_name);
        blocking(move || BlobReader::open(&path)).await
    }

    /// The file that holds a dump's bytes as they are; `None` while they lie in the archive.
    pub(crate) fn stored_path(&self, dump: &Dump) -> Option<PathBuf> {
        let is_plain = Tier::of(dump.archived_size) == Tier::Hot;
        is_plain.then(|| self.tiers.hot().path(dump.stored_name))
    }

    /// Keeps all others from moving the bytes of this name.
    pub(crate) async fn lock(&self, stored_name: StoredName) -> NameLock {
        self.locks.lock(stored_name).await
    }

    /// As [`Blobs::lock`], without waiting.
    pub(crate) fn try_lock(&self, stored_name: StoredName) -> Option<NameLock> {
        self.locks.try_lock(stored_name)
    }

    /// Copies the bytes of a dump to `tier`, which is not the one they are in, durably. Who
    /// calls has the lock of the name.
    pub(crate) async fn copy(&self, dump: &Dump, tier: Tier) -> Result<Copy, CopyError> {
        let layout = |tier| self.tiers.layout(tier).cloned().ok_or_else(no_archive);
        let job = copy::Job {
            dump: dump.clone(),
            from: layout(tier.other())?,
            to: layout(tier)?,
            tier,
            level: self.archive_level,
            reserve_bytes: self.reserve_bytes,
            stop: self.stop.clone(),
        };
        self.movers.run(move || copy::run(&job)).await
    }

    /// Ends the copies that are being made, and refuses new ones.
    pub(crate) fn stop_copies(&self) {
        self.stop.cancel();
    }

    /// How many copies are being made.
    pub(crate) fn copies_under_way(&self) -> usize {
        self.movers.busy()
    }

    /// Keeps a copy that a row refers to, and removes what it was made of.
    pub(crate) async fn replace_original(&self, copy: Copy) -> io::Result<()> {
        blocking(move || copy.replace_original()).await
    }

    /// Removes a blob from every tier; one that is gone already is no error.
    pub(crate) async fn remove(&self, stored_name: StoredName) -> io::Result<()> {
        self.remove_from(stored_name, &[Tier::Hot, Tier::Archive])
            .await
    }

    /// Removes a blob from some tiers; one that is gone already is no error.
    pub(crate) async fn remove_from(
        &self,
        stored_name: StoredName,
        tiers: &[Tier],
    ) -> io::Result<()> {
        let path = |tier: &Tier| self.tiers.path(*tier, stored_name);
        let paths: Vec<_> = tiers.iter().filter_map(path).collect();
        blocking(move || paths.iter().try_for_each(|path| remove_if_present(path))).await
    }

    /// Bytes that the disk of a tier has left; `None` when there is no such tier.
    pub(crate) async fn free_bytes(&self, tier: Tier) -> io::Result<Option<u64>> {
        let Some(layout) = self.tiers.layout(tier).cloned() else {
            return Ok(None);
        };
        blocking(move || layout.free_bytes().map(Some)).await
    }

    /// As [`Blobs::check_room`], with the operator's reserve.
    pub(crate) async fn check_free(&self, bytes: u64) -> io::Result<()> {
        self.check_room(bytes, self.reserve_bytes).await
    }

    /// # Errors
    /// [`io::ErrorKind::StorageFull`] when less than `reserve_bytes` would stay free.
    pub(crate) async fn check_room(&self, bytes: u64, reserve_bytes: u64) -> io::Result<()> {
        let layout = self.tiers.hot().clone();
        blocking(move || layout.check_room(bytes, reserve_bytes)).await
    }
}

fn no_archive() -> io::Error {
    io::Error::other("a dump is archived, but there is no archive")
}

/// Runs file system calls beside the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
