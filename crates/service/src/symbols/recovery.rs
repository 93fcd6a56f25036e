//! Puts right what a crash or a power cut has left behind.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use model::{StoredName, SymbolId};
use store::StoredSymbol;

use super::{Place, Symbols};
use crate::Result;
use crate::blobs::{PART_EXTENSION, blocking, remove_if_present, shards};

/// Rows looked at in one go.
const CHUNK_ROWS: u32 = 1_000;

/// What was found at a start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SymbolsReport {
    pub symbols: u64,
    /// Rows whose bytes are gone. They stay, and the next upload of the file mends them: a
    /// disk that is only not mounted costs nothing.
    pub lost: u64,
    /// Files that no row refers to, now removed.
    pub strays: u64,
}

impl Symbols {
    /// Holds the files against the rows. To be called before anything else, by the process
    /// that owns the folder.
    pub async fn recover(&self) -> Result<SymbolsReport> {
        let mut report = SymbolsReport::default();
        let mut names = HashSet::new();
        let mut last = SymbolId(0);
        loop {
            let rows = self.store.symbols().list_after(last, CHUNK_ROWS).await?;
            let Some(row) = rows.last() else { break };
            last = row.symbol.id;
            report.symbols += rows.len() as u64;
            names.extend(rows.iter().map(|row| row.stored_name));
            let place = self.place.clone();
            report.lost += blocking(move || link_all(&place, &rows)).await?;
        }
        let place = self.place.clone();
        report.strays = blocking(move || remove_strays(&place, &names)).await?;
        Ok(report)
    }
}

/// Has every row's file in the tree; returns how many have none.
fn link_all(place: &Place, rows: &[StoredSymbol]) -> io::Result<u64> {
    let mut lost = 0;
    for row in rows {
        let key = row.symbol.module.key();
        if place.is_whole(row)? {
            place.tree.link(&key, &place.blobs.path(row.stored_name))?;
        } else {
            lost += 1;
            place.tree.unlink(&key)?;
            tracing::warn!(
                symbol.id = row.symbol.id.0,
                file = %key.debug_file,
                "the bytes of a symbol file are gone; upload it again"
            );
        }
    }
    Ok(lost)
}

fn remove_strays(place: &Place, names: &HashSet<StoredName>) -> io::Result<u64> {
    let mut strays = 0;
    for (first, _) in shards() {
        for entry in fs::read_dir(place.blobs.shard(first))? {
            let path = entry?.path();
            let is_kept = stored_name(&path)
                .is_none_or(|name| names.contains(&name) && path.extension().is_none());
            if !is_kept {
                remove_if_present(&path)?;
                strays += 1;
                tracing::warn!(path = %path.display(), "removed a symbol file without a row");
            }
        }
    }
    Ok(strays + place.tree.remove_strays()?)
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
