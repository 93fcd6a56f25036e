//! The folder that stacks are walked with: `<debug_file>/<debug_id>/<name>.sym`.
//!
//! It holds nothing of its own. Every file in it is a second name (a hard link) of the bytes
//! that a row refers to, so it takes no room, needs no flush, and can be made again from the
//! rows. A link of the other kind would lead out of the folder, where a worker may not look.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use model::SymbolKey;

use crate::blobs::remove_if_present;
use crate::durable::named;

/// What a link is called before it takes the place of another. No symbol file is called so.
const NEW: &str = ".new";

#[derive(Debug)]
pub(super) struct Tree {
    folder: PathBuf,
}

impl Tree {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The parts of a key are names that lead nowhere else.
    pub(super) fn path(&self, key: &SymbolKey) -> PathBuf {
        self.folder_of(key).join(key.debug_file.symbol_file())
    }

    fn folder_of(&self, key: &SymbolKey) -> PathBuf {
        let folder = self.folder.join(key.debug_file.as_str());
        folder.join(key.debug_id.as_str())
    }

    /// Has the tree give `bytes` for `key`; nothing is done where it does so already.
    pub(super) fn link(&self, key: &SymbolKey, bytes: &Path) -> io::Result<()> {
        let path = self.path(key);
        if is_same_file(&path, bytes)? {
            return Ok(());
        }
        let folder = self.folder_of(key);
        fs::create_dir_all(&folder).map_err(|error| named(&folder, &error))?;
        let new = folder.join(NEW);
        remove_if_present(&new)?;
        fs::hard_link(bytes, &new).map_err(|error| named(&new, &error))?;
        fs::rename(&new, &path).map_err(|error| named(&path, &error))
    }

    /// Has the tree give nothing for `key`.
    pub(super) fn unlink(&self, key: &SymbolKey) -> io::Result<()> {
        remove_if_present(&self.path(key))?;
        let folder = self.folder_of(key);
        remove_if_empty(&folder)?;
        folder.parent().map_or(Ok(()), remove_if_empty)
    }

    /// Whether the tree gives `bytes` for `key`.
    pub(super) fn leads_to(&self, key: &SymbolKey, bytes: &Path) -> io::Result<bool> {
        is_same_file(&self.path(key), bytes)
    }

    /// The names that have no bytes elsewhere, and when nobody is at work those that were
    /// being made.
    pub(super) fn strays(&self, is_alone: bool) -> io::Result<Vec<PathBuf>> {
        let mut strays = Vec::new();
        for build in self.builds()? {
            for entry in entries_of(&build)? {
                // Beside a running server it may be gone by now.
                let metadata = match entry.metadata() {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    metadata => metadata?,
                };
                let is_new = entry.file_name() == NEW;
                let is_stray = if is_new {
                    is_alone
                } else {
                    metadata.nlink() == 1
                };
                if metadata.is_file() && is_stray {
                    strays.push(entry.path());
                }
            }
        }
        Ok(strays)
    }

    /// Removes the folders in which there is nothing.
    pub(super) fn remove_empty(&self) -> io::Result<()> {
        for build in self.builds()? {
            remove_if_empty(&build)?;
        }
        folders_in(&self.folder)?
            .iter()
            .try_for_each(|module| remove_if_empty(module))
    }

    fn builds(&self) -> io::Result<Vec<PathBuf>> {
        let mut builds = Vec::new();
        for module in folders_in(&self.folder)? {
            builds.extend(folders_in(&module)?);
        }
        Ok(builds)
    }
}

fn folders_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in entries_of(folder)? {
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

/// None where there is no such folder.
fn entries_of(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(named(folder, &error)),
        Ok(entries) => entries.collect(),
    }
}

/// Whether both are names of one file; the first need not be there.
fn is_same_file(one: &Path, other: &Path) -> io::Result<bool> {
    let one = match fs::metadata(one) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        metadata => metadata?,
    };
    let other = fs::metadata(other).map_err(|error| named(other, &error))?;
    Ok((one.dev(), one.ino()) == (other.dev(), other.ino()))
}

fn remove_if_empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir(folder) {
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty
            ) =>
        {
            Err(named(folder, &error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(debug_file: &str) -> SymbolKey {
        SymbolKey {
            debug_file: debug_file.parse().expect("a name"),
            debug_id: "5A9832E5287241C1838ED98914E9B7FF1"
                .parse()
                .expect("an identifier"),
        }
    }

    #[test]
    fn a_link_takes_the_place_of_another() {
        let root = tempfile::tempdir().expect("makes a folder");
        let tree = Tree::new(root.path().join("tree"));
        let key = key("app.pdb");
        for text in ["one", "two"] {
            let bytes = root.path().join(text);
            fs::write(&bytes, text).expect("writes");
            for _ in 0..2 {
                tree.link(&key, &bytes).expect("links");
                let read = fs::read_to_string(tree.path(&key)).expect("is there");
                assert_eq!(read, text);
            }
        }
        let folder = tree.folder_of(&key);
        let files = fs::read_dir(&folder).expect("is there").count();
        assert_eq!(files, 1);
        assert!(
            tree.path(&key)
                .ends_with("tree/app.pdb/5A9832E5287241C1838ED98914E9B7FF1/app.sym")
        );
        tree.unlink(&key).expect("removes");
        tree.unlink(&key).expect("is gone already");
        let left = fs::read_dir(tree.folder()).expect("is there").count();
        assert_eq!(left, 0);
    }

    #[test]
    fn a_name_without_bytes_elsewhere_is_a_stray() {
        let root = tempfile::tempdir().expect("makes a folder");
        let tree = Tree::new(root.path().join("tree"));
        let (kept, gone) = (key("kept"), key("gone"));
        for key in [&kept, &gone] {
            let bytes = root.path().join(key.debug_file.as_str());
            fs::write(&bytes, "").expect("writes");
            tree.link(key, &bytes).expect("links");
        }
        fs::remove_file(root.path().join("gone")).expect("removes");
        let strays = tree.strays(true).expect("looks");
        assert_eq!(strays, [tree.path(&gone)]);
        fs::remove_file(&strays[0]).expect("removes");
        tree.remove_empty().expect("removes");
        assert!(
            tree.leads_to(&kept, &root.path().join("kept"))
                .expect("looks")
        );
        assert!(!tree.folder().join("gone").exists());
    }

    #[test]
    fn a_name_in_the_making_is_a_stray_when_nobody_makes_it() {
        let root = tempfile::tempdir().expect("makes a folder");
        let tree = Tree::new(root.path().join("tree"));
        let (key, bytes) = (key("app"), root.path().join("bytes"));
        fs::write(&bytes, "").expect("writes");
        tree.link(&key, &bytes).expect("links");
        let new = tree.folder_of(&key).join(NEW);
        fs::hard_link(&bytes, &new).expect("links");
        assert_eq!(tree.strays(false).expect("looks"), Vec::<PathBuf>::new());
        assert_eq!(tree.strays(true).expect("looks"), [new]);
    }
}
