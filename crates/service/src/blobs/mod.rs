//! The bytes of dumps on the local disk.
//!
//! A blob is written once and never changed. It lies at
//! `<dumps_dir>/<c1>/<c2>/<uuid>`, where the two characters are the first of the
//! UUID; while it is written, at the same place as `<uuid>.part`. What a finished
//! blob promises, and in which order, is told in `docs/durability.md`.

mod layout;
mod reader;
mod writer;

use std::io;
use std::path::Path;
use std::sync::Arc;

use model::StoredName;

pub(crate) use layout::{Layout, PART_EXTENSION, remove_if_present};
pub use reader::BlobReader;
pub use writer::BlobWriter;
pub(crate) use writer::{Blob, BlobLimits};

/// A folder of blobs.
#[derive(Clone, Debug)]
pub(crate) struct Blobs {
    layout: Arc<Layout>,
}

impl Blobs {
    /// Makes the folder and its shards, durably.
    pub(crate) async fn open(dumps_dir: &Path) -> io::Result<Self> {
        let layout = Layout::new(dumps_dir);
        blocking(move || {
            layout.create()?;
            Ok(Self {
                layout: Arc::new(layout),
            })
        })
        .await
    }

    /// Begins a blob; nothing is on disk until much of it has come.
    pub(crate) fn create(&self, stored_name: StoredName, limits: BlobLimits) -> BlobWriter {
        BlobWriter::new(self.layout.clone(), stored_name, limits)
    }

    /// Opens a blob; it can be read to its end even when it is removed meanwhile.
    pub(crate) async fn read(&self, stored_name: StoredName) -> io::Result<BlobReader> {
        let path = self.layout.path(stored_name);
        blocking(move || BlobReader::open(&path)).await
    }

    /// Removes a blob; one that is gone already is no error.
    pub(crate) async fn remove(&self, stored_name: StoredName) -> io::Result<()> {
        let path = self.layout.path(stored_name);
        blocking(move || layout::remove_if_present(&path)).await
    }

    /// Bytes that the disk has left.
    pub(crate) async fn free_bytes(&self) -> io::Result<u64> {
        let layout = self.layout.clone();
        blocking(move || layout.free_bytes()).await
    }

    /// # Errors
    /// [`io::ErrorKind::StorageFull`] when less than `reserve_bytes` would stay free.
    pub(crate) async fn check_room(&self, bytes: u64, reserve_bytes: u64) -> io::Result<()> {
        let layout = self.layout.clone();
        blocking(move || layout.check_room(bytes, reserve_bytes)).await
    }
}

/// Runs file system calls beside the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
