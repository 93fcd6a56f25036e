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

/// Deals with those of `files` that are not in `names`.
pub(super) async fn check(
    files: Vec<PathBuf>,
    names: HashSet<String>,
    data_dir: &DataDir,
    options: FsckOptions,
) -> Result<Vec<Finding>> {
    let quarantine = data_dir.quarantine_dir();
    let is_ours = data_dir.is_unused();
    let findings = blocking(move || {
        let mut findings = Vec::new();
        for path in files {
            let is_known = path
                .file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| names.contains(name));
            let is_part = path.extension().is_some_and(|e| e == PART_EXTENSION);
            // A running server removes its unfinished uploads itself, however slow they are.
            if is_known || !is_ours && (is_part || is_young_or_gone(&path)) {
                continue;
            }
            let repaired = match (options.repair, is_part) {
                (false, _) => Ok(()),
                (true, true) => fs::remove_file(&path),
                (true, false) => move_into(&quarantine, &path),
            };
            if let Err(error) = repaired {
                findings.push(Finding::Failed {
                    reason: named(&path, &error).to_string(),
                });
            }
            findings.push(if is_part {
                Finding::UnfinishedUpload { path }
            } else {
                Finding::Stray { path }
            });
        }
        Ok(findings)
    });
    Ok(findings.await?)
}

fn is_young_or_gone(path: &Path) -> bool {
    let changed = path.metadata().and_then(|metadata| metadata.modified());
    let Ok(changed) = changed else {
        return true;
    };
    SystemTime::now()
        .duration_since(changed)
        .is_ok_and(|age| age < YOUNG)
}

/// Moves a file, durably, also to another file system.
fn move_into(folder: &Path, path: &Path) -> io::Result<()> {
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
