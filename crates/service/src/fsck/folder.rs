//! Finds files that no row refers to, and puts them out of the way.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::blobs::{PART_EXTENSION, blocking, remove_if_present};
use crate::durable::{create_dir_all, named, sync_dir};
use crate::fsck::{Finding, FsckOptions};
use crate::{DataDir, Result};

/// Without the lock, a file younger than this may belong to an upload that a running server is about to
/// write the row of.
const YOUNG: Duration = Duration::from_secs(60);

/// The files in a folder; none when there is no such folder.
pub(super) async fn list(folder: PathBuf) -> io::Result<Vec<PathBuf>> {
    blocking(move || {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                files.push(entry.path());
            }
        }
        Ok(files)
    })
    .await
}

/// What is to be told of a folder.
pub(super) struct Checked {
    pub(super) findings: Vec<Finding>,
    /// The names of files that rows have.
    pub(super) known: Vec<String>,
}

/// Deals with those of `files` that are not in `names`.
pub(super) async fn check(
    files: Vec<PathBuf>,
    names: HashSet<String>,
    data_dir: &DataDir,
    options: FsckOptions,
) -> Result<Checked> {
    let quarantine = data_dir.quarantine_dir();
    let is_ours = data_dir.is_unused();
    let checked = blocking(move || {
        let (mut findings, mut known) = (Vec::new(), Vec::new());
        for path in files {
            let name = path.file_name().and_then(OsStr::to_str);
            if let Some(name) = name.filter(|name| names.contains(*name)) {
                known.push(name.to_owned());
                continue;
            }
            let is_part = path.extension().is_some_and(|e| e == PART_EXTENSION);
            // A running server removes its unfinished uploads itself, however slow they are.
            if !is_ours && (is_part || is_young_or_gone(&path, YOUNG)) {
                continue;
            }
            let repaired = match (options.repair, is_part) {
                (false, _) => Ok(()),
                (true, true) => fs::remove_file(&path),
                (true, false) => move_into(&quarantine, &path),
            };
            if let Err(error) = repaired {
                findings.push(failed(&path, &error));
            }
            findings.push(if is_part {
                Finding::UnfinishedUpload { path }
            } else {
                Finding::Stray { path }
            });
        }
        Ok(Checked { findings, known })
    });
    Ok(checked.await?)
}

/// A file of a dump in the tier that its row does not name.
pub(super) struct SecondCopy {
    pub(super) path: PathBuf,
    /// The file that the row names is whole.
    pub(super) is_spare: bool,
}

/// Deals with second copies. One that may be all that is left of a dump is put aside, not
/// removed.
pub(super) async fn check_copies(
    copies: Vec<SecondCopy>,
    data_dir: &DataDir,
    options: FsckOptions,
) -> Result<Vec<Finding>> {
    // A running server is about to remove them itself.
    if copies.is_empty() || !data_dir.is_unused() {
        return Ok(Vec::new());
    }
    let quarantine = data_dir.quarantine_dir();
    let findings = blocking(move || {
        let mut findings = Vec::new();
        for SecondCopy { path, is_spare } in copies {
            let repaired = match (options.repair, is_spare) {
                (false, _) => Ok(()),
                (true, true) => remove_if_present(&path),
                (true, false) => move_into(&quarantine, &path),
            };
            if let Err(error) = repaired {
                findings.push(failed(&path, &error));
            }
            findings.push(if is_spare {
                Finding::SecondCopy { path }
            } else {
                Finding::Stray { path }
            });
        }
        Ok(findings)
    });
    Ok(findings.await?)
}

fn failed(path: &Path, error: &io::Error) -> Finding {
    Finding::Failed {
        reason: named(path, error).to_string(),
    }
}

/// Whether a file has changed within that time, or is not there.
pub(crate) fn is_young_or_gone(path: &Path, young: Duration) -> bool {
    let changed = path.metadata().and_then(|metadata| metadata.modified());
    let Ok(changed) = changed else {
        return true;
    };
    SystemTime::now()
        .duration_since(changed)
        .is_ok_and(|age| age < young)
}

/// Moves a file, durably, also to another file system.
pub(crate) fn move_into(folder: &Path, path: &Path) -> io::Result<()> {
    create_dir_all(folder)?;
    let Some(name) = path.file_name() else {
        return Ok(());
    };
    let target = unused(folder, name);
    match fs::rename(path, &target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            if let Err(error) = copy(path, &target) {
                // A full disk: half a copy would only take more of it.
                remove_if_present(&target)?;
                return Err(error);
            }
            sync_dir(folder)?;
            fs::remove_file(path)
        }
        Err(error) => Err(error),
        Ok(()) => sync_dir(folder),
    }
}

fn copy(path: &Path, target: &Path) -> io::Result<()> {
    fs::copy(path, target)?;
    File::open(target)?.sync_all()
}

/// A path for a file of that name, beside those that are in the folder already.
fn unused(folder: &Path, name: &OsStr) -> PathBuf {
    let numbered = |number: u32| {
        let mut name = name.to_owned();
        name.push(format!(".{number}"));
        folder.join(name)
    };
    std::iter::once(folder.join(name))
        .chain((1..=u32::MAX).map(numbered))
        .find(|path| path.symlink_metadata().is_err())
        .unwrap_or_else(|| folder.join(name))
}
