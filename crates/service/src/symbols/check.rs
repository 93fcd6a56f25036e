//! Holds the files against the rows, and puts right what a crash or a power cut has left behind.
//!
//! ```text
//! rows    ─ bytes missing, short or changed    told; their name is taken out of the tree
//!         ─ name in the tree missing           made again
//! files   ─ without a row                      removed: an upload is not lost, it was refused
//! names   ─ without bytes elsewhere            removed
//! ```
//!
//! Rows whose bytes are gone stay, and the next upload of the file mends them: a disk that is
//! only not mounted costs nothing.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{Damage, StoredName, SymbolId};
use store::{Store, StoredSymbol};

use super::Place;
use crate::blobs::{PART_EXTENSION, blocking, remove_if_present, shards};
use crate::durable::named;
use crate::fsck::{Course, Finding, FsckOptions, hash, is_young_or_gone, move_into};
use crate::{Clock, DataDir, Result};

/// Rows looked at in one go.
const CHUNK_ROWS: u32 = 1_000;
/// Beside a running server, a file may wait so long for its row: of many in one request all
/// come before the first is kept.
const UPLOAD: Duration = Duration::from_hours(1);
/// So long a row may wait for its name in the tree.
const LINK: Duration = Duration::from_mins(1);

/// Checks every symbol file, tells of each finding, and returns how many rows there are. What
/// may be repaired, and what a running server may be about to do, is as for dumps.
pub(crate) async fn check(
    store: &dyn Store,
    data_dir: &DataDir,
    options: FsckOptions,
    course: &Course,
    mut tell: impl FnMut(Finding),
) -> Result<u64> {
    let look = Arc::new(Look {
        place: Place::of(data_dir),
        quarantine: data_dir.quarantine_dir(),
        is_alone: data_dir.is_unused(),
        options,
        course: course.clone(),
        now: Clock::system().now(),
    });
    let in_background = look.clone();
    // Files first: the file of a row that comes later is no stray.
    let files = blocking(move || in_background.list_blobs()).await?;
    let mut names = HashSet::new();
    let (mut symbols, mut last) = (0, SymbolId(0));
    loop {
        let rows = store.symbols().list_after(last, CHUNK_ROWS).await?;
        let Some(row) = rows.last() else { break };
        last = row.symbol.id;
        symbols += rows.len() as u64;
        names.extend(rows.iter().map(|row| row.stored_name));
        let in_background = look.clone();
        for (id, finding) in blocking(move || in_background.check_rows(rows)).await? {
            // Beside a running server it may be replaced or deleted by now.
            let is_current = look.is_alone || store.symbols().get(id).await?.is_some();
            if is_current {
                tell(finding);
            }
        }
    }
    for finding in blocking(move || look.check_files(files, &names)).await? {
        tell(finding);
    }
    Ok(symbols)
}

struct Look {
    place: Place,
    quarantine: PathBuf,
    /// No server is at work.
    is_alone: bool,
    options: FsckOptions,
    course: Course,
    now: DateTime<Utc>,
}

impl Look {
    fn list_blobs(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for (first, _) in shards() {
            match fs::read_dir(self.place.blobs.shard(first)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                entries => {
                    for entry in entries? {
                        files.push(entry?.path());
                    }
                }
            }
        }
        Ok(files)
    }

    fn check_rows(&self, rows: Vec<StoredSymbol>) -> io::Result<Vec<(SymbolId, Finding)>> {
        let mut findings = Vec::new();
        for row in rows {
            self.course.go_on()?;
            let id = row.symbol.id;
            match self.check_row(&row) {
                Ok(finding) => findings.extend(finding.map(|finding| (id, finding))),
                Err(error) if self.course.is_stopped() => return Err(error),
                Err(error) => findings.push((id, failed(&error))),
            }
        }
        Ok(findings)
    }

    fn check_row(&self, row: &StoredSymbol) -> io::Result<Option<Finding>> {
        let (tree, key) = (&self.place.tree, row.symbol.module.key());
        let bytes = self.place.blobs.path(row.stored_name);
        let damage = self
            .damage(row, &bytes)
            .map_err(|error| named(&bytes, &error))?;
        if let Some(damage) = damage {
            if self.options.repair {
                tree.unlink(&key)?;
            }
            if self.options.repair && damage == Damage::Corrupt {
                // In its place it would pass for whole, and no upload would mend it.
                move_into(&self.quarantine, &bytes)?;
            }
            return Ok(Some(Finding::SymbolDamaged {
                id: row.symbol.id,
                debug_file: key.debug_file,
                damage,
            }));
        }
        if tree.leads_to(&key, &bytes)? || self.may_be_linked_yet(row) {
            return Ok(None);
        }
        if self.options.repair {
            tree.link(&key, &bytes)?;
        }
        let path = tree.path(&key);
        Ok(Some(Finding::SymbolName { path }))
    }

    fn may_be_linked_yet(&self, row: &StoredSymbol) -> bool {
        let age = (self.now - row.symbol.uploaded_at).to_std();
        !self.is_alone && age.is_ok_and(|age| age < LINK)
    }

    fn damage(&self, row: &StoredSymbol, bytes: &Path) -> io::Result<Option<Damage>> {
        let length = match fs::metadata(bytes) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Some(Damage::Missing));
            }
            Err(error) => return Err(error),
        };
        if length != row.symbol.size {
            return Ok(Some(Damage::Truncated));
        }
        if !self.options.verify {
            return Ok(None);
        }
        let is_same = hash(bytes, &self.course)?.is_some_and(|hash| hash == row.symbol.sha256);
        Ok((!is_same).then_some(Damage::Corrupt))
    }

    fn check_files(
        &self,
        files: Vec<PathBuf>,
        names: &HashSet<StoredName>,
    ) -> io::Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for path in files {
            let is_part = path.extension().is_some_and(|end| end == PART_EXTENSION);
            let is_kept = stored_name(&path).is_none_or(|name| !is_part && names.contains(&name));
            // A running server removes its unfinished uploads itself, however slow they are.
            let may_be_kept = || is_part || is_young_or_gone(&path, UPLOAD);
            if is_kept || (!self.is_alone && may_be_kept()) {
                continue;
            }
            self.remove(&path, &mut findings);
            findings.push(if is_part {
                Finding::UnfinishedUpload { path }
            } else {
                Finding::StraySymbol { path }
            });
        }
        for path in self.place.tree.strays(self.is_alone)? {
            self.remove(&path, &mut findings);
            findings.push(Finding::SymbolName { path });
        }
        if self.options.repair {
            self.place.tree.remove_empty()?;
        }
        Ok(findings)
    }

    fn remove(&self, path: &Path, findings: &mut Vec<Finding>) {
        if self.options.repair
            && let Err(error) = remove_if_present(path)
        {
            findings.push(failed(&named(path, &error)));
        }
    }
}

fn failed(error: &io::Error) -> Finding {
    Finding::Failed {
        reason: error.to_string(),
    }
}

/// The name of a file, if it is one of a blob, or of one that was being written: anything else
/// is somebody's own.
fn stored_name(path: &Path) -> Option<StoredName> {
    let is_ours = path
        .extension()
        .is_none_or(|extension| extension == PART_EXTENSION);
    let name = path.file_stem().filter(|_| is_ours)?;
    name.to_str()?.parse().ok()
}
