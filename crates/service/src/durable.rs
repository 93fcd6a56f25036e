//! Changes of folders that outlive a power cut.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Makes a folder's entries durable.
pub(crate) fn sync_dir(path: &Path) -> io::Result<()> {
    // The parent of a relative path of one part.
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| named(path, &error))
}

/// Makes a folder whose parent is there; one that is there already is no error.
///
/// Its entry is durable when the parent is synced.
pub(crate) fn create_dir(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(named(path, &error)),
        _ => Ok(()),
    }
}

/// Makes a folder and those above it that are missing; their entries are durable when
/// this returns.
pub(crate) fn create_dir_all(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    let Some(parent) = path.parent() else {
        return Ok(());
    };
    create_dir_all(parent)?;
    create_dir(path)?;
    sync_dir(parent)
}

/// The error with the file it is about.
pub(crate) fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_folders_are_made_down_to_the_last() {
        let root = tempfile::tempdir().expect("makes a folder");
        let path = root.path().join("a/b/c");
        for _ in 0..2 {
            create_dir_all(&path).expect("makes them, or finds them");
            assert!(path.is_dir());
        }
    }

    #[test]
    fn an_error_names_the_folder() {
        let root = tempfile::tempdir().expect("makes a folder");
        let file = root.path().join("file");
        fs::write(&file, "").expect("writes");
        let error = create_dir_all(&file.join("a")).expect_err("a file holds no folder");
        assert!(error.to_string().contains("file"), "{error}");
    }
}
