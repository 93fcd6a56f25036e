//! Where a blob lies.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use model::StoredName;
use nix::sys::statvfs::statvfs;

use crate::durable::{create_dir, create_dir_all, sync_dir};

const HEX_DIGITS: &str = "0123456789abcdef";
/// How the name of a blob ends that is being written.
pub(crate) const PART_EXTENSION: &str = "part";

/// The folder of blobs and its shards.
#[derive(Debug)]
pub(crate) struct Layout {
    dumps_dir: PathBuf,
}

impl Layout {
    pub(crate) fn new(dumps_dir: &Path) -> Self {
        Self {
            dumps_dir: dumps_dir.to_owned(),
        }
    }

    /// Bytes that the disk has left.
    pub(crate) fn free_bytes(&self) -> io::Result<u64> {
        let status = statvfs(&self.dumps_dir)?;
        Ok(status
            .blocks_available()
            .saturating_mul(status.fragment_size()))
    }

    /// # Errors
    /// [`io::ErrorKind::StorageFull`] when less than `reserve_bytes` would stay free.
    pub(crate) fn check_room(&self, bytes: u64, reserve_bytes: u64) -> io::Result<()> {
        if self.free_bytes()? < bytes.saturating_add(reserve_bytes) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    pub(crate) fn path(&self, stored_name: StoredName) -> PathBuf {
        self.shard(stored_name).join(stored_name.to_string())
    }

    pub(crate) fn part_path(&self, stored_name: StoredName) -> PathBuf {
        self.path(stored_name).with_extension(PART_EXTENSION)
    }

    /// The folder of a blob: as wide a spread as two random characters give.
    pub(crate) fn shard(&self, stored_name: StoredName) -> PathBuf {
        let name = stored_name.to_string();
        self.dumps_dir.join(&name[..1]).join(&name[1..2])
    }

    /// Every shard with the first and the last name that can lie in it, in their order.
    pub(crate) fn shards(&self) -> impl Iterator<Item = (PathBuf, StoredName, StoredName)> {
        (0..=u8::MAX).map(|prefix| {
            let shift = u128::BITS - u8::BITS;
            let first = u128::from(prefix) << shift;
            let last = first | (u128::MAX >> u8::BITS);
            let name = |bits| StoredName(uuid::Uuid::from_u128(bits));
            (self.shard(name(first)), name(first), name(last))
        })
    }

    /// Makes the folder and every shard; they outlive a power cut when this returns.
    pub(crate) fn create(&self) -> io::Result<()> {
        create_dir_all(&self.dumps_dir)?;
        for first in HEX_DIGITS.chars() {
            let folder = self.dumps_dir.join(first.to_string());
            create_dir(&folder)?;
            for second in HEX_DIGITS.chars() {
                create_dir(&folder.join(second.to_string()))?;
            }
            // Also when all were there: whoever made them may not have come so far.
            sync_dir(&folder)?;
        }
        sync_dir(&self.dumps_dir)
    }
}

pub(crate) fn remove_if_present(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_lies_below_the_first_two_characters_of_its_name() {
        let layout = Layout::new(Path::new("/d"));
        let name = "3ec3bfc7-31e6-4d71-b88c-4b9829fa4d38";
        let path = layout.path(name.parse().expect("a UUID"));
        assert_eq!(path, Path::new("/d/3/e").join(name));
    }

    #[test]
    fn every_name_lies_in_the_shard_whose_range_holds_it() {
        let layout = Layout::new(Path::new("/d"));
        let shards: Vec<_> = layout.shards().collect();
        assert_eq!(shards.len(), 256);
        for (folder, first, last) in shards {
            assert_eq!(layout.shard(first), folder);
            assert_eq!(layout.shard(last), folder);
            assert!(first < last);
        }
    }
}
