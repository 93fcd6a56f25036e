//! Holds the bytes on disk against the rows of the database.
//!
//! Runs at every start, and by hand. It works shard by shard, so that it keeps one
//! 256th of the names in memory.

mod bytes;
mod folder;

use std::io;
use std::path::PathBuf;

use futures::stream::{self, StreamExt};
use model::{Damage, DumpId, StoredName};
use store::{Store, StoredBlob};

use crate::blobs::Layout;
use crate::{DataDir, Error, Result};

/// Marks on their way to the database at once: they share commits.
const CONCURRENT_UPDATES: usize = 256;
/// A crash leaves a file without a row for every upload under way; hardly more than these.
const STRAYS_OF_A_CRASH: u64 = 64;

/// What to look at, and what to do about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct FsckOptions {
    /// Reads every byte and compares the SHA-256.
    pub verify: bool,
    /// Removes unfinished uploads, quarantines strays, marks damaged dumps. Needs the
    /// data directory's lock.
    pub repair: bool,
}

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An upload that was never finished. Repair removes it.
    UnfinishedUpload { path: PathBuf },
    /// Bytes that no row refers to. Repair moves them to the quarantine.
    Stray { path: PathBuf },
    /// A dump whose bytes are not what was uploaded. Repair marks it.
    Damaged {
        id: DumpId,
        stored_name: StoredName,
        damage: Damage,
        /// It was marked so before.
        is_known: bool,
    },
    /// A dump that was marked and is whole again. Repair takes the mark away.
    Healed { id: DumpId, stored_name: StoredName },
    /// A check or a repair that failed; the file stays where it is, and nothing is lost.
    Failed { reason: String },
}

/// How much was checked, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub dumps: u64,
    pub unfinished_uploads: u64,
    pub strays: u64,
    pub damaged: u64,
    pub healed: u64,
    pub failed: u64,
}

impl Report {
    /// Nothing was found.
    pub fn is_clean(&self) -> bool {
        self.unfinished_uploads + self.strays + self.damaged + self.healed + self.failed == 0
    }

    fn count(&mut self, finding: &Finding) {
        let counter = match finding {
            Finding::UnfinishedUpload { .. } => &mut self.unfinished_uploads,
            Finding::Stray { .. } => &mut self.strays,
            Finding::Damaged { .. } => &mut self.damaged,
            Finding::Healed { .. } => &mut self.healed,
            Finding::Failed { .. } => &mut self.failed,
        };
        *counter += 1;
    }
}

/// Refuses to take a folder full of dumps for strays, because the database is another one: new
/// by mistake, or that of another service.
///
/// # Errors
/// [`Error::Conflict`] when there are many files, and more than twice as many as rows.
pub async fn refuse_foreign_dumps(store: &dyn Store, data_dir: &DataDir) -> Result<()> {
    let rows = store.statistics().total().await?.dumps;
    let mut files = 0;
    for (path, ..) in Layout::new(data_dir.dumps_dir()).shards() {
        files += folder::list(path).await?.len() as u64;
    }
    if files > rows.saturating_mul(2).saturating_add(STRAYS_OF_A_CRASH) {
        return Err(Error::Conflict(
            "dumps_dir holds many files that the database does not know. Is it the right one? See \
             [database] url and [paths]. To put the files aside and go on without them, run \
             `crash-store fsck --repair`.",
        ));
    }
    Ok(())
}

/// Checks every dump and every file, and tells of each finding as it comes.
///
/// Without the lock ([`DataDir::unlocked`]) a server may be at work meanwhile; its
/// unfinished uploads, and files younger than a minute, are then left out.
///
/// # Errors
/// [`Error::Conflict`] for a repair without the lock; [`Error::Io`] and [`Error::Store`] when it cannot be carried out.
pub async fn check(
    store: &dyn Store,
    data_dir: &DataDir,
    options: FsckOptions,
    mut tell: impl FnMut(&Finding),
) -> Result<Report> {
    if options.repair && !data_dir.is_locked() {
        return Err(Error::Conflict(
            "A repair needs the data directory for itself. Stop the server first.",
        ));
    }
    let layout = Layout::new(data_dir.dumps_dir());
    let mut report = Report::default();
    let mut note = |report: &mut Report, finding: &Finding| {
        report.count(finding);
        tell(finding);
    };
    for (path, first, last) in layout.shards() {
        // Files first: the file of a row that comes later is no stray.
        let files = folder::list(path).await?;
        let rows = store.dumps().list_blobs(first, last).await?;
        report.dumps += rows.len() as u64;
        let names = rows.iter().map(|row| row.stored_name.to_string()).collect();
        for finding in folder::check(files, names, data_dir, options).await? {
            note(&mut report, &finding);
        }
        let rows = rows
            .into_iter()
            .map(|row| {
                let path = layout.path(row.stored_name);
                (row, path)
            })
            .collect();
        let checked = bytes::check(rows, options.verify).await?;
        let findings: Vec<Option<Finding>> = stream::iter(checked)
            .map(|(row, damage)| judge(store, row, damage, options))
            .buffered(CONCURRENT_UPDATES)
            .collect()
            .await;
        for finding in findings.into_iter().flatten() {
            note(&mut report, &finding);
        }
    }
    Ok(report)
}

/// What to tell of a dump's bytes. One that cannot be looked at, or marked, keeps no other
/// from being checked.
async fn judge(
    store: &dyn Store,
    row: StoredBlob,
    damage: io::Result<Option<Damage>>,
    options: FsckOptions,
) -> Option<Finding> {
    let stored_name = row.stored_name;
    let reason = match damage {
        Ok(damage) => match compare(store, row, damage, options).await {
            Ok(finding) => return finding,
            Err(error) => format!("{stored_name}: {error}"),
        },
        Err(error) => error.to_string(),
    };
    Some(Finding::Failed { reason })
}

/// Compares what was known of a dump's bytes with what was found.
async fn compare(
    store: &dyn Store,
    row: StoredBlob,
    damage: Option<Damage>,
    options: FsckOptions,
) -> Result<Option<Finding>> {
    if options.repair && damage != row.damage {
        store.dumps().update_damage(row.stored_name, damage).await?;
    }
    if damage.is_some() && damage != row.damage && !is_current(store, row.stored_name).await? {
        return Ok(None);
    }
    let StoredBlob {
        id, stored_name, ..
    } = row;
    Ok(match (damage, row.damage) {
        (Some(damage), known) => Some(Finding::Damaged {
            id,
            stored_name,
            damage,
            is_known: known == Some(damage),
        }),
        (None, Some(_)) => Some(Finding::Healed { id, stored_name }),
        (None, None) => None,
    })
}

/// Whether a row still refers to these bytes: without the lock, a dump may be deleted or
/// replaced while its bytes are looked at.
async fn is_current(store: &dyn Store, name: StoredName) -> Result<bool> {
    Ok(!store.dumps().list_blobs(name, name).await?.is_empty())
}
