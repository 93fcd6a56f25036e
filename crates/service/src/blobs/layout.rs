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

/// How the name of a blob ends that is compressed.
const ARCHIVED_SUFFIX: &str = ".zst";

/// The folder of a tier and its shards.
#[derive(Debug)]
pub(crate) struct Layout {
    folder: PathBuf,
    suffix: &'static str,
}

impl Layout {
    /// That of the blobs as they were uploaded.
    pub(crate) fn hot(dumps_dir: &Path) -> Self {
        Self {
            folder: dumps_dir.to_owned(),
            suffix: "",
        }
    }

    /// That of the compressed ones.
    pub(crate) fn archive(archive_dir: &Path) -> Self {
        Self {
            folder: archive_dir.to_owned(),
            suffix: ARCHIVED_SUFFIX,
        }
    }

    /// Bytes that the disk has left.
    pub(crate) fn free_bytes(&self) -> io::Result<u64> {
        let status = statvfs(&self.folder)?;
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
        self.shard(stored_name).join(self.file_name(stored_name))
    }

    pub(crate) fn file_name(&self, stored_name: StoredName) -> String {
        format!("{stored_name}{}", self.suffix)
    }

    pub(crate) fn part_path(&self, stored_name: StoredName) -> PathBuf {
        let name = format!("{}.{PART_EXTENSION}", self.file_name(stored_name));
        self.shard(stored_name).join(name)
    }

    /// The folder of a blob: as wide a spread as two random characters give.
    pub(crate) fn shard(&self, stored_name: StoredName) -> PathBuf {
        let name = stored_name.to_string();
        self.folder.join(&name[..1]).join(&name[1..2])
    }

    /// Makes the folder and every shard; they outlive a power cut when this returns.
    pub(crate) fn create(&self) -> io::Result<()> {
        create_dir_all(&self.folder)?;
        for first in HEX_DIGITS.chars() {
            let folder = self.folder.join(first.to_string());
            create_dir(&folder)?;
            for second in HEX_DIGITS.chars() {
                create_dir(&folder.join(second.to_string()))?;
            }
            // Also when all were there: whoever made them may not have come so far.
            sync_dir(&folder)?;
        }
        sync_dir(&self.folder)
    }
}

/// The first and the last name that can lie in each shard, in their order.
pub(crate) fn shards() -> impl Iterator<Item = (StoredName, StoredName)> {
    (0..=u8::MAX).map(|prefix| {
        let shift = u128::BITS - u8::BITS;
        let first = u128::from(prefix) << shift;
        let last = first | (u128::MAX >> u8::BITS);
        let name = |bits| StoredName(uuid::Uuid::from_u128(bits));
        (name(first), name(last))
    })
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
        let name = "3ec3bfc7-31e6-4d71-b88c-4b9829fa4d38";
        let stored_name = name.parse().expect("a UUID");
        let folder = Path::new("/d");
        for (layout, suffix) in [(Layout::hot(folder), ""), (Layout::archive(folder), ".zst")] {
            let expected = format!("/d/3/e/{name}{suffix}");
            assert_eq!(layout.path(stored_name), Path::new(&expected));
            let expected = format!("{expected}.part");
            assert_eq!(layout.part_path(stored_name), Path::new(&expected));
        }
    }

    #[test]
    fn every_name_lies_in_the_shard_whose_range_holds_it() {
        let layout = Layout::hot(Path::new("/d"));
        let mut folders = std::collections::BTreeSet::new();
        for (first, last) in shards() {
            assert_eq!(layout.shard(first), layout.shard(last));
            assert!(first < last);
            folders.insert(layout.shard(first));
        }
        assert_eq!(folders.len(), 256);
    }
}
