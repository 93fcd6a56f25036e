//! The folder that one server owns: database, lock, quarantine.

use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::durable::create_dir_all;

/// The data directory and that of the dumps, locked for as long as this lives.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    dumps_dir: PathBuf,
    held_locks: Option<[File; 2]>,
    /// No other process had it when it was opened.
    is_unused: bool,
}

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    #[error("{path} is in use by another crash-store; stop that one first")]
    InUse { path: PathBuf },
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
    /// The dumps have a lock of their own: a server with another data directory but the
    /// same dumps would take them for strays.
    pub fn lock(path: &Path, dumps_dir: &Path) -> Result<Self, DataDirError> {
        create_private(path)?;
        create_dir_all(dumps_dir).map_err(|source| unusable(dumps_dir, source))?;
        let lock_file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("lock"))
            .map_err(|source| unusable(path, source))?;
        let folder = File::open(dumps_dir).map_err(|source| unusable(dumps_dir, source))?;
        match lock_file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(path)),
            Err(TryLockError::Error(source)) => return Err(unusable(path, source)),
        }
        // Not every network file system can lock a folder; the first lock has to do there.
        if let Err(TryLockError::WouldBlock) = folder.try_lock() {
            return Err(in_use(dumps_dir));
        }
        Ok(Self {
            held_locks: Some([lock_file, folder]),
            is_unused: true,
            ..Self::unlocked(path, dumps_dir)
        })
    }

    /// Looks at the folder, without keeping a server from starting.
    pub fn look(path: &Path, dumps_dir: &Path) -> Result<Self, DataDirError> {
        match Self::lock(path, dumps_dir) {
            Ok(locked) => Ok(Self {
                held_locks: None,
                ..locked
            }),
            Err(DataDirError::InUse { .. }) => Ok(Self::unlocked(path, dumps_dir)),
            Err(error) => Err(error),
        }
    }

    /// Looks at the folder while another process may own it: good for reading.
    pub fn unlocked(path: &Path, dumps_dir: &Path) -> Self {
        Self {
            path: path.to_owned(),
            dumps_dir: dumps_dir.to_owned(),
            held_locks: None,
            is_unused: false,
        }
    }

    /// Makes the folder if need be, to be used beside a server that may be running.
    pub fn beside_server(path: &Path, dumps_dir: &Path) -> Result<Self, DataDirError> {
        create_private(path)?;
        Ok(Self::unlocked(path, dumps_dir))
    }

    /// Whether this process alone owns the folder.
    pub fn is_locked(&self) -> bool {
        self.held_locks.is_some()
    }

    /// Whether no server was at work when the folder was opened.
    pub(crate) fn is_unused(&self) -> bool {
        self.is_unused
    }

    pub fn dumps_dir(&self) -> &Path {
        &self.dumps_dir
    }

    /// Where bytes without a row are put aside.
    pub fn quarantine_dir(&self) -> PathBuf {
        self.path.join("quarantine")
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

    #[test]
    fn other_users_cannot_look_into_a_new_folder() {
        let root = tempfile::tempdir().expect("makes a folder");
        let data = root.path().join("data");
        let _locked = DataDir::lock(&data, &root.path().join("dumps")).expect("is free");
        let mode = data.metadata().expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn one_process_has_the_folder() {
        let root = tempfile::tempdir().expect("makes a folder");
        let (data, dumps) = (root.path().join("data"), root.path().join("dumps"));
        let first = DataDir::lock(&data, &dumps).expect("is free");
        assert!(first.is_locked());
        let second = DataDir::lock(&data, &dumps);
        assert!(matches!(second, Err(DataDirError::InUse { .. })));
        let beside = DataDir::look(&data, &dumps).expect("looks beside");
        assert!(!beside.is_locked() && !beside.is_unused());
        drop(first);
        let alone = DataDir::look(&data, &dumps).expect("is free again");
        assert!(!alone.is_locked() && alone.is_unused());
        assert!(
            DataDir::lock(&data, &dumps).is_ok(),
            "a look keeps nobody out"
        );
    }

    #[test]
    fn one_process_has_the_dumps() {
        let root = tempfile::tempdir().expect("makes a folder");
        let dumps = root.path().join("dumps");
        let _first = DataDir::lock(&root.path().join("one"), &dumps).expect("is free");
        let second = DataDir::lock(&root.path().join("two"), &dumps);
        assert!(matches!(second, Err(DataDirError::InUse { path }) if path == dumps));
    }
}
