//! The queue of dumps to process, and what came of them.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{Crash, Dump, DumpId, Processing, SignatureId, StoredName, SymbolId, SymbolKey};

use crate::{NewMissingModule, Resolution, Result, RulesVersion};

/// What became of a dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Report(Box<NewReport>),
    /// There is none, and trying again would end the same. The text is for people.
    Failed(String),
    /// There is none this time, and the one of before stays.
    Kept {
        /// Why, for people.
        note: String,
        /// The newest symbol file of all when the dump was read.
        newest_symbols: SymbolId,
    },
    /// The file is no minidump; the text says what it is.
    Other(String),
}

/// A report to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewReport {
    pub crash: Crash,
    /// What people should know of it.
    pub note: Option<String>,
    /// JSON.
    pub proto_signature: String,
    /// The rules that have made the signature of it.
    pub rules: RulesVersion,
    /// The resolution of the signature that this crash shows to be wrong: unless somebody has
    /// said something else meanwhile, the signature is open again.
    pub disproves: Option<Resolution>,
    /// JSON, compressed by zstd.
    pub json: Vec<u8>,
    /// As text for people, compressed by zstd.
    pub text: Vec<u8>,
    /// Whose symbols would make it more readable.
    pub missing_symbols: Vec<NewMissingModule>,
    /// Whose symbols it was made with.
    pub read_symbols: Vec<SymbolKey>,
    /// The newest symbol file of all when the dump was read.
    pub newest_symbols: SymbolId,
}

/// How much there is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueLength {
    pub queued: u64,
    pub running: u64,
}

/// A place among the dumps whose modules have got other symbols since they were read: by symbol
/// file in the order of their arrival, and for each the newest dump first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LackingPlace {
    pub symbols: SymbolId,
    pub dump: DumpId,
}

impl LackingPlace {
    /// Before all whose symbols have come after `symbols`.
    pub fn behind(symbols: SymbolId) -> Self {
        Self {
            symbols,
            dump: DumpId(0),
        }
    }
}

/// What one step of [`ProcessingRepo::queue_lacking`] has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requeued {
    pub dumps: u64,
    /// Where the next step begins; `None` at the end.
    pub next: Option<LackingPlace>,
}

/// Every dump is queued by the change that brings its bytes, unless there is nothing to process in
/// them.
#[async_trait]
pub trait ProcessingRepo: Send + Sync + Debug {
    /// Takes the next dump out of the queue: the newest of those that cannot wait, then of those
    /// that can. Of several callers one gets it.
    async fn claim(&self) -> Result<Option<Dump>>;

    /// Keeps what became of the bytes that were claimed; nothing, if the dump has others by now.
    async fn finish(
        &self,
        id: DumpId,
        stored_name: StoredName,
        outcome: Outcome,
        at: DateTime<Utc>,
    ) -> Result<()>;

    /// Puts a claimed dump back, unless it was begun `max_attempts` times: then it has failed,
    /// for `reason`.
    async fn put_back(
        &self,
        id: DumpId,
        max_attempts: u32,
        reason: String,
        at: DateTime<Utc>,
    ) -> Result<()>;

    /// Puts back everything that is claimed: the process that did so has ended.
    async fn put_all_back(&self) -> Result<u64>;

    /// Queues a dump again, before all others; what came of it the last time stays until then.
    /// `false` when there is no such dump.
    async fn queue(&self, id: DumpId) -> Result<bool>;

    /// Queues dumps again that lacked symbols which have come, or were read with others before
    /// somebody has uploaded these, behind all that is new. What was fetched from a symbol server
    /// takes the place of nothing else: it may have gone before, and come again. Looks at up to
    /// `limit` dumps, from `place` on.
    async fn queue_lacking(&self, place: LackingPlace, limit: u32) -> Result<Requeued>;

    async fn get(&self, id: DumpId) -> Result<Option<Processing>>;

    /// The report as JSON, compressed by zstd.
    async fn get_report(&self, id: DumpId) -> Result<Option<Vec<u8>>>;

    /// The group of each of these dumps that is in one, with its signature.
    async fn list_signatures(&self, dumps: &[DumpId])
    -> Result<Vec<(DumpId, SignatureId, String)>>;

    /// The report as text, compressed by zstd; `None` also for reports that have none, being made
    /// before texts were kept.
    async fn get_report_text(&self, id: DumpId) -> Result<Option<Vec<u8>>>;

    async fn length(&self) -> Result<QueueLength>;
}
