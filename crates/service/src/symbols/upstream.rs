//! Symbol files of other symbol servers: what they are asked for, and what of theirs is kept.
//!
//! ```text
//! a report lacks symbols ─ row ─▶ next_wanted ─ somebody fetches ─┬─▶ keep_fetched
//!                                  (each once a day)              └─▶ postpone_wanted
//! ```
//!
//! What is fetched is a cache: it may be fetched again, so the oldest goes when there is no
//! more room, and what somebody uploads always takes its place. How a server is asked is not
//! known here.

use std::time::Duration;

use chrono::TimeDelta;
use model::{Actor, FieldErrors, SymbolId, SymbolKey};

use super::{SymbolWriter, Symbols, UploadedSymbol};
use crate::Result;

/// For so long a module is not asked for again, whatever became of it.
const ONCE_IN: TimeDelta = TimeDelta::days(1);
/// For so long when no server has said that it has none: the next try may be luckier.
const TRY_AGAIN_IN: TimeDelta = TimeDelta::hours(1);
/// What asking all servers for one module may take: nobody else asks for it meanwhile.
pub const MAX_ASKING: Duration = Duration::from_mins(55);

/// What an operator decides about other symbol servers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpstreamSettings {
    /// In the order in which they are asked; none are asked when there are none.
    pub servers: Vec<String>,
    /// What all files that were fetched may take.
    pub cache_bytes: u64,
}

impl Symbols {
    /// To be called before the first question: with other servers than the last time, all are
    /// asked for everything; with less room, the oldest files go.
    pub async fn begin_asking(&self) -> Result<()> {
        let upstream = &self.settings.upstream;
        let modules = self.store.missing_modules();
        modules.ask_of(&upstream.servers.join(" ")).await?;
        modules.forget(self.clock.now()).await?;
        self.unstoppable(|symbols| async move {
            let _change = symbols.change.lock().await;
            symbols.evict(None).await
        })
        .await
    }

    /// Takes the next module that dumps lack symbols of and that servers may be asked for.
    /// Nobody else gets it for an hour, even when the process ends before the answer: who has
    /// it gives up after [`MAX_ASKING`].
    ///
    /// # Errors
    /// [`crate::Error::StorageFull`] when there is no room for any file.
    pub async fn next_wanted(&self) -> Result<Option<SymbolKey>> {
        self.check_room(None).await?;
        let now = self.clock.now();
        let modules = self.store.missing_modules();
        let wanted = modules.claim(now, now + TRY_AGAIN_IN).await?;
        if wanted.is_some() {
            // There may be more, for others who wait.
            self.wanted.notify_one();
        } else {
            modules.forget(now).await?;
        }
        Ok(wanted)
    }

    /// Ends when there may be something new to ask for.
    pub async fn news_of_wanted(&self) {
        self.wanted.notified().await;
    }

    /// Has nobody ask for a module for a day: none has it, or what came is of no use.
    pub async fn postpone_wanted(&self, key: &SymbolKey) -> Result<()> {
        let until = self.clock.now() + ONCE_IN;
        Ok(self.store.missing_modules().postpone(key, until).await?)
    }

    /// Begins to take a file that is fetched; it is gone again when the writer is dropped.
    pub fn begin_fetched(&self) -> SymbolWriter {
        self.begin(self.max_fetched_bytes())
    }

    /// Size of one file that is fetched: it must have room beside no others.
    pub fn max_fetched_bytes(&self) -> u64 {
        let cache_bytes = self.settings.upstream.cache_bytes;
        self.settings.max_symbol_bytes.min(cache_bytes)
    }

    /// Keeps the file of `key` that `server` has given, unless somebody has uploaded one
    /// meanwhile. When this returns `Ok`, it survives a power cut. Older ones go as far as it
    /// needs their room.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] when it is of another module.
    pub async fn keep_fetched(
        &self,
        key: &SymbolKey,
        file: UploadedSymbol,
        server: &str,
    ) -> Result<()> {
        if file.module.key() != *key {
            let message = "The file is of another module than the one that was asked for.";
            return Err(FieldErrors::of("symbol_file", message).into());
        }
        let (key, server) = (key.clone(), server.to_owned());
        self.unstoppable(move |symbols| async move {
            let _change = symbols.change.lock().await;
            let known = symbols.store.symbols().find(&key).await?;
            if let Some(known) = &known
                && known.symbol.upstream.is_none()
            {
                return Ok(());
            }
            symbols.postpone_wanted(&key).await?;
            // What is broken there does not become better here.
            if let Some(known) = known
                && known.symbol.sha256 == file.blob.row().sha256
                && symbols.is_whole(known).await?
            {
                return Ok(());
            }
            let symbol = symbols.replace(Actor::Server, Some(server), file).await?;
            symbols.evict(Some(symbol.id)).await
        })
        .await
    }

    /// Removes the oldest files that were fetched until the others have room, but not `newest`.
    /// Who calls has the lock.
    async fn evict(&self, newest: Option<SymbolId>) -> Result<()> {
        loop {
            let (bytes, oldest) = self.store.symbols().upstream().await?;
            let Some(oldest) = oldest else { return Ok(()) };
            if bytes <= self.settings.upstream.cache_bytes || Some(oldest.symbol.id) == newest {
                return Ok(());
            }
            if let Some(deleted) = self.store.symbols().delete(oldest.symbol.id).await? {
                tracing::info!(
                    symbol.id = deleted.symbol.id.0,
                    file = %deleted.symbol.module.debug_file,
                    "a fetched symbol file made room"
                );
                self.remove(deleted, true).await;
            }
        }
    }
}
