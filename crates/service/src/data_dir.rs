//! The folder that one server owns: database, lock, quarantine.

use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::durable::create_dir_all;

/// Where an operator has everything lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Database, lock, quarantine.
    pub data: PathBuf,
    /// The bytes of dumps.
    pub dumps: PathBuf,
    /// The bytes of archived ones; without it none are.
    pub archive: Option<PathBuf>,
    /// Symbol files.
    pub symbols: PathBuf,
}

/// The data directory and the folders of the dumps, locked for as long as this lives.
#[derive(Debug)]
pub struct DataDir {
    folders: Folders,
    held_locks: Option<Vec<File>>,
    /// No other process had it when it was opened.
    is_unused: bool,
}

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    #[error("{path} is in use by another crash-store; stop that one first")]
    InUse { path: PathBuf },
    #[error("[archive] dir and [paths] dumps_dir are one folder, or one lies in the other: {path}")]
    Nested { path: PathBuf },
    #[error("[symbols] dir is the folder of the dumps or of their archive, or holds it: {path}")]
    AroundDumps { path: PathBuf },
    #[error("cannot use the folder {path}")]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl DataDir {
    /// Makes the folders if need be and takes them for this process alone.
    ///
    /// The dumps have locks of their own: a server with another data directory but the
    /// same dumps would take them for strays.
    pub fn lock(folders: &Folders) -> Result<Self, DataDirError> {
        let Folders {
            data: path,
            dumps,
            archive,
            symbols,
        } = folders;
        create_private(path)?;
        create_dir_all(dumps).map_err(|source| unusable(dumps, source))?;
        if let Some(archive) = archive {
            create_private(archive)?;
            refuse_nested(dumps, archive)?;
        }
        create_private(symbols)?;
        for tier in std::iter::once(dumps).chain(archive) {
            refuse_around(tier, symbols)?;
        }
        let lock_file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("lock"))
            .map_err(|source| unusable(path, source))?;
        match lock_file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(path)),
            Err(TryLockError::Error(source)) => return Err(unusable(path, source)),
        }
        let mut held_locks = vec![lock_file];
        for tier in std::iter::once(dumps).chain(archive).chain([symbols]) {
            let folder = File::open(tier).map_err(|source| unusable(tier, source))?;
            // Not every network file system can lock a folder; the first lock has to do there.
            if let Err(TryLockError::WouldBlock) = folder.try_lock() {
                return Err(in_use(tier));
            }
            held_locks.push(folder);
        }
        Ok(Self {
            held_locks: Some(held_locks),
            is_unused: true,
            ..Self::unlocked(folders)
        })
    }

    /// Looks at the folder, without keeping a server from starting.
    pub fn look(folders: &Folders) -> Result<Self, DataDirError> {
        match Self::lock(folders) {
            Ok(locked) => Ok(Self {
                held_locks: None,
                ..locked
            }),
            Err(DataDirError::InUse { .. }) => Ok(Self::unlocked(folders)),
            Err(error) => Err(error),
        }
    }

    /// Looks at the folder while another process may own it: good for reading.
    pub fn unlocked(folders: &Folders) -> Self {
        Self {
            folders: folders.clone(),
            held_locks: None,
            is_unused: false,
        }
    }

    /// The same folders, for what goes on beside this process's own changes.
    pub(crate) fn without_lock(&self) -> Self {
        Self::unlocked(&self.folders)
    }

    /// Makes the folders if need be, to be used beside a server that may be running.
    pub fn beside_server(folders: &Folders) -> Result<Self, DataDirError> {
        let Folders {
            data,
            archive,
            symbols,
            ..
        } = folders;
        for folder in [data, symbols].into_iter().chain(archive) {
            create_private(folder)?;
        }
        Ok(Self::unlocked(folders))
    }

    /// Whether this process alone owns the folder.
    pub fn is_locked(&self) -> bool {
        self.held_locks.is_some()
    }

    /// Whether no server was at work when the folder was opened.
    pub(crate) fn is_unused(&self) -> bool {
        self.is_unused
    }

    /// Where processing unpacks dumps.
    pub(crate) fn scratch_dir(&self) -> PathBuf {
        self.folders.data.join("processing")
    }

    pub fn dumps_dir(&self) -> &Path {
        &self.folders.dumps
    }

    /// `None` when there is no archive.
    pub fn archive_dir(&self) -> Option<&Path> {
        self.folders.archive.as_deref()
    }

    pub(crate) fn symbols_dir(&self) -> &Path {
        &self.folders.symbols
    }

    /// Where bytes without a row are put aside.
    pub fn quarantine_dir(&self) -> PathBuf {
        self.folders.data.join("quarantine")
    }
}

/// Makes a data directory, durably, and closes a new one to other users of the machine: it
/// holds secrets and the hashes of passwords.
pub fn create_private(path: &Path) -> Result<(), DataDirError> {
    if path.is_dir() {
        return Ok(());
    }
    create_dir_all(path)
        .and_then(|()| fs::set_permissions(path, Permissions::from_mode(0o700)))
        .map_err(|source| unusable(path, source))
}

/// In one folder, the files of one tier would be strays of the other. Links are followed: how
/// the paths are written does not say.
fn refuse_nested(dumps: &Path, archive: &Path) -> Result<(), DataDirError> {
    let (dumps, archive) = (canonical(dumps)?, canonical(archive)?);
    if dumps.starts_with(&archive) || archive.starts_with(&dumps) {
        return Err(DataDirError::Nested { path: archive });
    }
    Ok(())
}

/// Among symbol files, dumps would be strays, which are removed.
fn refuse_around(tier: &Path, symbols: &Path) -> Result<(), DataDirError> {
    let symbols = canonical(symbols)?;
    if canonical(tier)?.starts_with(&symbols) {
        return Err(DataDirError::AroundDumps { path: symbols });
    }
    Ok(())
}

fn canonical(path: &Path) -> Result<PathBuf, DataDirError> {
    path.canonicalize().map_err(|source| unusable(path, source))
}

fn in_use(path: &Path) -> DataDirError {
    DataDirError::InUse {
        path: path.to_owned(),
    }
}

fn unusable(path: &Path, source: io::Error) -> DataDirError {
    DataDirError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(root: &tempfile::TempDir, data: &str) -> Folders {
        Folders {
            data: root.path().join(data),
            dumps: root.path().join("dumps"),
            archive: Some(root.path().join("archive")),
            symbols: root.path().join(data).join("symbols"),
        }
    }

    #[test]
    fn other_users_cannot_look_into_a_new_folder() {
        for open in [DataDir::lock, DataDir::beside_server] {
            let root = tempfile::tempdir().expect("makes a folder");
            let folders = folders(&root, "data");
            let _opened = open(&folders).expect("is free");
            let Folders {
                data,
                archive,
                symbols,
                ..
            } = folders;
            for folder in [Some(data), archive, Some(symbols)] {
                let metadata = folder.expect("is given").metadata();
                let mode = metadata.expect("is there").permissions().mode();
                assert_eq!(mode & 0o777, 0o700);
            }
        }
    }

    #[test]
    fn one_process_has_the_folder() {
        let root = tempfile::tempdir().expect("makes a folder");
        let folders = folders(&root, "data");
        let first = DataDir::lock(&folders).expect("is free");
        assert!(first.is_locked());
        let second = DataDir::lock(&folders);
        assert!(matches!(second, Err(DataDirError::InUse { .. })));
        let beside = DataDir::look(&folders).expect("looks beside");
        assert!(!beside.is_locked() && !beside.is_unused());
        drop(first);
        let alone = DataDir::look(&folders).expect("is free again");
        assert!(!alone.is_locked() && alone.is_unused());
        assert!(DataDir::lock(&folders).is_ok(), "a look keeps nobody out");
    }

    #[test]
    fn one_process_has_the_dumps() {
        let root = tempfile::tempdir().expect("makes a folder");
        let first = folders(&root, "one");
        let _locked = DataDir::lock(&first).expect("is free");
        let second = DataDir::lock(&folders(&root, "two"));
        assert!(matches!(second, Err(DataDirError::InUse { path }) if path == first.dumps));
    }

    #[test]
    fn one_process_has_the_archive() {
        let root = tempfile::tempdir().expect("makes a folder");
        let first = folders(&root, "one");
        let _locked = DataDir::lock(&first).expect("is free");
        let second = DataDir::lock(&Folders {
            dumps: root.path().join("other"),
            ..folders(&root, "two")
        });
        let archive = first.archive.expect("is given");
        assert!(matches!(second, Err(DataDirError::InUse { path }) if path == archive));
    }

    #[test]
    fn one_process_has_the_symbols() {
        let root = tempfile::tempdir().expect("makes a folder");
        let first = folders(&root, "one");
        let _locked = DataDir::lock(&first).expect("is free");
        let second = DataDir::lock(&Folders {
            dumps: root.path().join("other"),
            archive: None,
            symbols: first.symbols.clone(),
            ..folders(&root, "two")
        });
        assert!(matches!(second, Err(DataDirError::InUse { path }) if path == first.symbols));
    }

    #[test]
    fn no_dumps_lie_among_symbols() {
        let root = tempfile::tempdir().expect("makes a folder");
        let folders = folders(&root, "data");
        for symbols in ["", "dumps", "archive"] {
            let around = DataDir::lock(&Folders {
                symbols: root.path().join(symbols),
                ..folders.clone()
            });
            assert!(
                matches!(around, Err(DataDirError::AroundDumps { .. })),
                "{symbols}"
            );
        }
    }

    #[test]
    fn the_tiers_are_no_part_of_each_other() {
        let root = tempfile::tempdir().expect("makes a folder");
        let folders = folders(&root, "data");
        fs::create_dir(&folders.dumps).expect("makes a folder");
        let link = root.path().join("link");
        std::os::unix::fs::symlink(&folders.dumps, &link).expect("links");
        for archive in ["", "dumps", "dumps/archive", "link", "link/a"] {
            let nested = DataDir::lock(&Folders {
                archive: Some(root.path().join(archive)),
                ..folders.clone()
            });
            assert!(
                matches!(nested, Err(DataDirError::Nested { .. })),
                "{archive}"
            );
        }
    }
}
