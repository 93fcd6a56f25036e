//! Holds the bytes on disk against the rows of the database.
//!
//! Runs at every start, and by hand. It works shard by shard, both tiers of one at a time, so
//! that it keeps one 256th of the names in memory. Symbol files come last; what holds for them
//! is in `symbols/check.rs`.

mod bytes;
mod course;
mod folder;

use std::collections::HashSet;
use std::path::PathBuf;
use std::{fmt, io};

use futures::stream::{self, StreamExt};
use model::{Actor, Damage, DebugFile, DumpId, StoredName, SymbolId};
use store::{By, Store, StoredBlob};

use crate::blobs::{Tier, Tiers, shards};
pub(crate) use crate::fsck::bytes::hash;
pub(crate) use crate::fsck::course::Course;
use crate::fsck::folder::SecondCopy;
pub(crate) use crate::fsck::folder::{is_young_or_gone, move_into};
use crate::{Clock, DataDir, Error, Result, symbols};

/// Marks on their way to the database at once: they share commits.
const CONCURRENT_UPDATES: usize = 256;
/// A crash leaves a file without a row for every upload under way; hardly more than these.
const STRAYS_OF_A_CRASH: u64 = 64;

/// What to look at, and what to do about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FsckOptions {
    /// Reads every byte and compares the SHA-256.
    pub verify: bool,
    /// Removes unfinished files and second copies, quarantines strays, marks damaged dumps;
    /// removes stray symbol files, and makes the names in their tree again. Needs the data directory's lock.
    pub repair: bool,
}

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An upload, or a copy in the other tier, that was never finished. Repair removes it.
    UnfinishedUpload { path: PathBuf },
    /// Bytes that no row refers to. Repair moves them to the quarantine.
    Stray { path: PathBuf },
    /// What a move to the other tier has left in the one that the row does not name, while
    /// the bytes in the named one are whole. Repair removes it.
    SecondCopy { path: PathBuf },
    /// A dump whose bytes are not what was uploaded. Repair marks it.
    Damaged {
        id: DumpId,
        stored_name: StoredName,
        damage: Damage,
        /// The bytes are those of a file beside the dump.
        is_attachment: bool,
        /// It was marked so before.
        is_known: bool,
    },
    /// A dump that was marked and is whole again. Repair takes the mark away.
    Healed { id: DumpId, stored_name: StoredName },
    /// A symbol file whose bytes are not what was uploaded. Repair takes its name out of the
    /// tree, and puts bytes that have changed into the quarantine; the next upload mends it.
    SymbolDamaged {
        id: SymbolId,
        debug_file: DebugFile,
        damage: Damage,
    },
    /// Bytes of a symbol file that no row refers to. Repair removes them.
    StraySymbol { path: PathBuf },
    /// A name in the tree of symbol files that leads to other bytes than its row says, or to
    /// none. Repair makes it again, or removes it.
    SymbolName { path: PathBuf },
    /// A check or a repair that failed; the file stays where it is, and nothing is lost.
    Failed { reason: String },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnfinishedUpload { path } => write!(f, "unfinished file: {}", path.display()),
            Self::Stray { path } => write!(f, "bytes without a row: {}", path.display()),
            Self::SecondCopy { path } => {
                write!(f, "second copy of a moved dump: {}", path.display())
            }
            Self::Damaged {
                id,
                stored_name,
                damage,
                is_attachment,
                ..
            } => {
                let damage = damage.as_str();
                let file = if *is_attachment {
                    "a file beside it"
                } else {
                    "its file"
                };
                write!(f, "dump {id} ({stored_name}): {file} is {damage}")
            }
            Self::Healed { id, stored_name } => {
                write!(
                    f,
                    "dump {id} ({stored_name}): was marked as damaged and is whole"
                )
            }
            Self::SymbolDamaged {
                id,
                debug_file,
                damage,
            } => {
                let damage = damage.as_str();
                write!(
                    f,
                    "symbol file {id} ({debug_file}): its file is {damage}; upload it again"
                )
            }
            Self::StraySymbol { path } => {
                write!(f, "symbol file without a row: {}", path.display())
            }
            Self::SymbolName { path } => {
                write!(
                    f,
                    "name of a symbol file without its bytes: {}",
                    path.display()
                )
            }
            Self::Failed { reason } => write!(f, "cannot check or repair: {reason}"),
        }
    }
}

/// How much was checked, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub dumps: u64,
    pub symbols: u64,
    pub unfinished_uploads: u64,
    pub strays: u64,
    pub second_copies: u64,
    pub damaged: u64,
    pub healed: u64,
    /// Names in the tree of symbol files.
    pub symbol_names: u64,
    pub failed: u64,
}

impl Report {
    /// Nothing was found.
    pub fn is_clean(&self) -> bool {
        self.findings() == 0
    }

    /// How many things were found.
    pub fn findings(&self) -> u64 {
        let Self {
            dumps: _,
            symbols: _,
            unfinished_uploads,
            strays,
            second_copies,
            damaged,
            healed,
            symbol_names,
            failed,
        } = self;
        unfinished_uploads + strays + second_copies + damaged + healed + symbol_names + failed
    }

    fn count(&mut self, finding: &Finding) {
        let counter = match finding {
            Finding::UnfinishedUpload { .. } => &mut self.unfinished_uploads,
            Finding::Stray { .. } | Finding::StraySymbol { .. } => &mut self.strays,
            Finding::SecondCopy { .. } => &mut self.second_copies,
            Finding::Damaged { .. } | Finding::SymbolDamaged { .. } => &mut self.damaged,
            Finding::Healed { .. } => &mut self.healed,
            Finding::SymbolName { .. } => &mut self.symbol_names,
            Finding::Failed { .. } => &mut self.failed,
        };
        *counter += 1;
    }
}

/// Refuses to take a folder full of dumps for strays, because the database is another one: new
/// by mistake, or that of another service. And an empty archive for one that has lost
/// everything: its disk may not be mounted.
///
/// # Errors
/// [`Error::Conflict`] when a tier has many files, and more than twice as many as rows; when
/// dumps lie in an archive that has no files.
pub async fn refuse_foreign_dumps(store: &dyn Store, data_dir: &DataDir) -> Result<()> {
    refuse_lost_archive(store, data_dir).await?;
    let attachments = store.submissions().count_attachments().await?;
    let rows = store.statistics().total().await?.dumps + attachments;
    for (tier, layout) in Tiers::of(data_dir).iter() {
        let mut files = 0;
        for (first, _) in shards() {
            files += folder::list(layout.shard(first)).await?.len() as u64;
        }
        if files > rows.saturating_mul(2).saturating_add(STRAYS_OF_A_CRASH) {
            return Err(Error::Conflict(match tier {
                Tier::Hot => FOREIGN_DUMPS,
                Tier::Archive => FOREIGN_ARCHIVE,
            }));
        }
        if tier == Tier::Archive && files == 0 && has_archived_dumps(store).await? {
            return Err(Error::Conflict(EMPTY_ARCHIVE));
        }
    }
    Ok(())
}

const FOREIGN_DUMPS: &str = "dumps_dir holds many files that the database does not know. Is it \
    the right one? See [database] url and [paths]. To put the files aside and go on without \
    them, run `crash-store fsck --repair`.";
const FOREIGN_ARCHIVE: &str = "The archive holds many files that the database does not know. Is \
    it the right one? See [database] url and [archive] dir. To put the files aside and go on \
    without them, run `crash-store fsck --repair`.";
const EMPTY_ARCHIVE: &str = "The archive is empty, but dumps lie in it. Is its disk mounted? See \
    [archive] dir. If they are lost, run `crash-store fsck --repair`, which marks them.";
const NO_ARCHIVE: &str = "Dumps lie in an archive, but [archive] dir is empty. Set it to the \
    folder that it was; to do without an archive, restore them first.";

/// Whether a row wants a file in the archive, as far as is known.
async fn has_archived_dumps(store: &dyn Store) -> Result<bool> {
    for (first, last) in shards() {
        let rows = store.dumps().list_blobs(first, last).await?;
        let is_wanted =
            |row: &StoredBlob| row.archived_size.is_some() && row.damage != Some(Damage::Missing);
        if rows.iter().any(is_wanted) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Without the folder, every archived dump would seem to be lost.
async fn refuse_lost_archive(store: &dyn Store, data_dir: &DataDir) -> Result<()> {
    let archived = store.statistics().storage().await?.archive.amount.dumps;
    if archived > 0 && data_dir.archive_dir().is_none() {
        return Err(Error::Conflict(NO_ARCHIVE));
    }
    Ok(())
}

/// Checks every dump, every symbol file and all bytes, and tells of each finding as it comes.
///
/// Without the lock ([`DataDir::unlocked`]) a server may be at work meanwhile; its
/// unfinished uploads, and files younger than a minute, are then left out.
///
/// # Errors
/// [`Error::Conflict`] for a repair without the lock, and when dumps are archived but there is
/// no archive; [`Error::Io`] and [`Error::Store`] when it cannot be carried out.
pub async fn check(
    store: &dyn Store,
    data_dir: &DataDir,
    options: FsckOptions,
    tell: impl FnMut(&Finding),
) -> Result<Report> {
    follow(store, data_dir, options, &Course::default(), tell).await
}

/// As [`check`], for those who want to see how far it is, or to end it.
pub(crate) async fn follow(
    store: &dyn Store,
    data_dir: &DataDir,
    options: FsckOptions,
    course: &Course,
    mut tell: impl FnMut(&Finding),
) -> Result<Report> {
    if options.repair && !data_dir.is_locked() {
        return Err(Error::Conflict(
            "A repair needs the data directory for itself. Stop the server first.",
        ));
    }
    refuse_lost_archive(store, data_dir).await?;
    let tiers = Tiers::of(data_dir);
    let mut report = Report::default();
    let mut note = |report: &mut Report, finding: &Finding| {
        report.count(finding);
        tell(finding);
    };
    for (first, last) in shards() {
        course.go_on()?;
        // Files first: the file of a row that comes later is no stray.
        let mut files = Vec::new();
        for (tier, layout) in tiers.iter() {
            files.push((tier, layout, folder::list(layout.shard(first)).await?));
        }
        let rows = store.dumps().list_blobs(first, last).await?;
        report.dumps += rows.iter().filter(|row| !row.is_attachment).count() as u64;
        let mut present = HashSet::new();
        for (tier, layout, files) in files {
            let names = rows.iter().map(|row| layout.file_name(row.stored_name));
            let names = names.collect();
            let checked = folder::check(files, names, data_dir, options).await?;
            for finding in &checked.findings {
                note(&mut report, finding);
            }
            present.extend(checked.known.into_iter().map(|name| (tier, name)));
        }
        let checked = bytes::check(rows, &tiers, options.verify, course).await?;
        let copies = second_copies(&checked, &tiers, &present);
        let findings: Vec<Option<Finding>> = stream::iter(checked)
            .map(|(row, damage)| judge(store, row, damage, options))
            .buffered(CONCURRENT_UPDATES)
            .collect()
            .await;
        for finding in findings.into_iter().flatten() {
            note(&mut report, &finding);
        }
        for finding in folder::check_copies(copies, data_dir, options).await? {
            note(&mut report, &finding);
        }
    }
    let tell = |finding| note(&mut report, &finding);
    let symbols = symbols::check(store, data_dir, options, course, tell).await?;
    report.symbols = symbols;
    Ok(report)
}

/// The files in the tier that their row does not name, and whether the one that it names is
/// whole. Where that could not be found out, nothing is told of them.
fn second_copies(
    checked: &[(StoredBlob, io::Result<Option<Damage>>)],
    tiers: &Tiers,
    present: &HashSet<(Tier, String)>,
) -> Vec<SecondCopy> {
    let copy = |(row, damage): &(StoredBlob, io::Result<Option<Damage>>)| {
        let damage = damage.as_ref().ok()?;
        let other = Tier::of(row.archived_size).other();
        let layout = tiers.layout(other)?;
        let is_there = present.contains(&(other, layout.file_name(row.stored_name)));
        is_there.then(|| SecondCopy {
            path: layout.path(row.stored_name),
            is_spare: damage.is_none(),
        })
    };
    checked.iter().filter_map(copy).collect()
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
        let by = By {
            actor: Actor::Server,
            at: Clock::system().now(),
        };
        let rows = store.dumps();
        rows.update_damage(row.stored_name, damage, by).await?;
    }
    if damage.is_some() && damage != row.damage && !is_current(store, &row).await? {
        return Ok(None);
    }
    let StoredBlob {
        id,
        stored_name,
        is_attachment,
        ..
    } = row;
    Ok(match (damage, row.damage) {
        (Some(damage), known) => Some(Finding::Damaged {
            id,
            stored_name,
            damage,
            is_attachment,
            is_known: known == Some(damage),
        }),
        (None, Some(_)) => Some(Finding::Healed { id, stored_name }),
        (None, None) => None,
    })
}

/// Whether a row still refers to these bytes: without the lock, a dump may be deleted,
/// replaced or moved while its bytes are looked at.
async fn is_current(store: &dyn Store, row: &StoredBlob) -> Result<bool> {
    let name = row.stored_name;
    let rows = store.dumps().list_blobs(name, name).await?;
    let is_same = |current: &StoredBlob| current.archived_size == row.archived_size;
    Ok(rows.first().is_some_and(is_same))
}
