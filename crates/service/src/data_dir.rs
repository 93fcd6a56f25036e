//! The folder that one server owns: database, lock, quarantine.

use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::blobs::Layout;
use crate::durable::create_dir_all;

/// The data directory, locked for as long as this lives.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    dumps_dir: PathBuf,
    held_lock: Option<File>,
}

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    #[error("{path} is in use by another crash-store; stop that one first")]
    InUse { path: PathBuf },
    #[error(
        "the data directory {path} lies among the dumps, where every other file is put aside; \
         choose another one, or another dumps_dir"
    )]
    AmongDumps { path: PathBuf },
    #[error("cannot use the data directory {path}")]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl DataDir {
    /// Makes the folder if need be and takes it for this process alone.
    pub fn lock(path: &Path, dumps_dir: &Path) -> Result<Self, DataDirError> {
        let failed = |source| DataDirError::Io {
            path: path.to_owned(),
            source,
        };
        create_private(path).map_err(failed)?;
        if lies_among_dumps(path, dumps_dir).map_err(failed)? {
            return Err(DataDirError::AmongDumps {
                path: path.to_owned(),
            });
        }
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("lock"))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                dumps_dir: dumps_dir.to_owned(),
                held_lock: Some(lock),
            }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse {
                path: path.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Takes the folder if no other process has it, and otherwise looks at it beside that.
    pub fn lock_if_free(path: &Path, dumps_dir: &Path) -> Result<Self, DataDirError> {
        match Self::lock(path, dumps_dir) {
            Err(DataDirError::InUse { .. }) => Ok(Self::unlocked(path, dumps_dir)),
            locked => locked,
        }
    }

    /// Looks at the folder while another process may own it: good for reading.
    pub fn unlocked(path: &Path, dumps_dir: &Path) -> Self {
        Self {
            path: path.to_owned(),
            dumps_dir: dumps_dir.to_owned(),
            held_lock: None,
        }
    }

    /// Whether this process alone owns the folder.
    pub fn is_locked(&self) -> bool {
        self.held_lock.is_some()
    }

    pub fn dumps_dir(&self) -> &Path {
        &self.dumps_dir
    }

    /// Where bytes without a row are put aside.
    pub fn quarantine_dir(&self) -> PathBuf {
        self.path.join("quarantine")
    }
}

/// Makes the folder, and closes a new one to other users of the machine: it holds the
/// secrets and the hashes of passwords.
fn create_private(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    create_dir_all(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o700))
}

/// Whether a start would take the database for bytes without a row.
fn lies_among_dumps(path: &Path, dumps_dir: &Path) -> io::Result<bool> {
    match dumps_dir.canonicalize() {
        Ok(dumps_dir) => Ok(Layout::new(&dumps_dir).is_swept(&path.canonicalize()?)),
        // What is not there yet holds nothing.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
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
        let beside = DataDir::lock_if_free(&data, &dumps).expect("looks beside");
        assert!(!beside.is_locked());
        drop(first);
        let alone = DataDir::lock_if_free(&data, &dumps).expect("is free again");
        assert!(alone.is_locked());
    }

    #[test]
    fn the_database_may_not_lie_where_strays_are_swept() {
        let root = tempfile::tempdir().expect("makes a folder");
        let dumps = root.path().join("dumps");
        for data in [dumps.clone(), dumps.join("a"), dumps.join("a/0")] {
            let locked = DataDir::lock(&data, &dumps.join("../dumps"));
            assert!(
                matches!(locked, Err(DataDirError::AmongDumps { .. })),
                "{data:?}"
            );
        }
        for data in [
            root.path().to_owned(),
            dumps.join("data"),
            dumps.join("a/0/x"),
        ] {
            assert!(DataDir::lock(&data, &dumps).is_ok(), "{data:?}");
        }
    }
}
