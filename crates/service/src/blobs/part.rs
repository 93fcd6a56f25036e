//! A file of a blob that is being written, and the steps that make it durable.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use model::StoredName;

use super::layout::{Layout, remove_if_present};
use crate::durable::sync_dir;

/// The file of an unfinished blob; it is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Part {
    file: File,
    path: RemovedOnDrop,
    size: u64,
}

impl Part {
    pub(super) fn create(layout: &Layout, stored_name: StoredName) -> io::Result<Self> {
        let path = layout.part_path(stored_name);
        let file = match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Somebody has removed the shard since the start.
                layout.create()?;
                File::create_new(&path)?
            }
            file => file?,
        };
        Ok(Self {
            file,
            path: RemovedOnDrop(Some(path)),
            size: 0,
        })
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Bytes written so far.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// Makes the file durable under its final name.
    pub(super) fn finish(
        self,
        layout: &Layout,
        stored_name: StoredName,
    ) -> io::Result<RemovedOnDrop> {
        self.file.sync_all()?;
        let path = layout.path(stored_name);
        fs::rename(layout.part_path(stored_name), &path)?;
        self.path.keep();
        let path = RemovedOnDrop(Some(path));
        sync_dir(&layout.shard(stored_name))?;
        Ok(path)
    }
}

/// A file that goes when its owner does.
#[derive(Debug)]
pub(super) struct RemovedOnDrop(Option<PathBuf>);

impl RemovedOnDrop {
    pub(super) fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for RemovedOnDrop {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // One system call; this runs on an async thread only after an error.
            remove(&path);
        }
    }
}

fn remove(path: &Path) {
    if let Err(error) = remove_if_present(path) {
        tracing::error!(%error, path = %path.display(), "cannot remove an unfinished dump; the next start will");
    }
}
