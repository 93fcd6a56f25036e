//! Reports: what processing makes of dumps.
//!
//! ```text
//! a dump's row ─ trigger ─▶ queue (in the database) ─▶ queue.rs: workers claim
//!                                                        │
//!                       input.rs: a file to read ◀───────┤
//!                       processing::worker: a process    │
//!                       report, or why there is none ────┘─▶ database
//! ```
//!
//! The queue survives everything that the dumps do. Nothing here is on the way of an upload, which
//! sees by the first bytes whether there is anything to process.

mod input;
mod queue;

use std::collections::HashMap;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use model::report::Report;
use model::{DumpId, Processing, SignatureId};
use processing::Limits;
use serde_json::{Map, Value};
use store::{QueueLength, Store};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::blobs::{Blobs, blocking};
use crate::{Clock, DataDir, Dumps, Editor, Error, Reader, Result, Signatures, Staff, Symbols};

const NO_TEXT: &str =
    "The report of this dump was made before texts were kept. Process the dump again.";

/// What members may read of a report: of minidump-stackwalk's JSON, all but `handles`.
const SHOWN_TO_ALL: [&str; 18] = [
    "crash_info",
    "crashing_thread",
    "linux_memory_map_count",
    "lsb_release",
    "mac_boot_args",
    "mac_crash_info",
    "main_module",
    "modules",
    "modules_contains_cert_info",
    "pid",
    "proc_limits",
    "process_uptime",
    "soft_errors",
    "status",
    "system_info",
    "thread_count",
    "threads",
    "unloaded_modules",
];

/// What an operator decides about processing.
#[derive(Clone, Debug)]
pub struct ProcessingSettings {
    /// Dumps at a time; 0 processes none.
    pub workers: usize,
    /// The program that is started as a worker; `None` is this one.
    pub program: Option<PathBuf>,
    pub limits: Limits,
    /// How far a compressed dump is unpacked.
    pub max_unpacked_bytes: u64,
}

/// Reports and the queue of them.
#[derive(Clone, Debug)]
pub struct Reports {
    store: Arc<dyn Store>,
    blobs: Blobs,
    dumps: Dumps,
    symbols: Symbols,
    signatures: Signatures,
    clock: Clock,
    settings: ProcessingSettings,
    /// Unpacked dumps, while they are read.
    scratch: PathBuf,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Reports {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        dumps: Dumps,
        symbols: Symbols,
        data_dir: &DataDir,
        clock: Clock,
        settings: ProcessingSettings,
        tasks: TaskTracker,
    ) -> Self {
        Self {
            signatures: Signatures::new(store.clone(), clock.clone(), tasks.clone()),
            store,
            blobs: dumps.blobs().clone(),
            dumps,
            symbols,
            clock,
            settings,
            scratch: data_dir.scratch_dir(),
            tasks,
            stop: CancellationToken::new(),
        }
    }

    /// The groups that reports bring crashes into.
    pub(crate) fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    /// How far processing of a dump is, and what it came to.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, _: &Reader, id: DumpId) -> Result<Processing> {
        let processing = self.store.processing().get(id).await?;
        processing.ok_or(Error::NotFound("CrashDump"))
    }

    /// The report of a dump: the JSON of minidump-stackwalk. What a program had open is for
    /// administrators.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NoReport`].
    pub async fn read(
        &self,
        reader: &Reader,
        staff: Option<&Staff>,
        id: DumpId,
    ) -> Result<Vec<u8>> {
        let compressed = self.compressed(reader, id).await?;
        let max_bytes = self.settings.limits.output_bytes;
        let is_staff = staff.is_some();
        let json = blocking(move || {
            let json = unpack(&compressed, max_bytes)?;
            if is_staff { Ok(json) } else { masked(&json) }
        });
        Ok(json.await?)
    }

    /// The group of each of these dumps that is in one, with its signature.
    pub async fn signatures_of(
        &self,
        _: &Reader,
        dumps: &[DumpId],
    ) -> Result<HashMap<DumpId, (SignatureId, String)>> {
        let found = self.store.processing().list_signatures(dumps).await?;
        let of_dump = |(dump, id, signature)| (dump, (id, signature));
        Ok(found.into_iter().map(of_dump).collect())
    }

    /// The report of a dump as minidump-stackwalk prints it for people. It tells nothing of what
    /// a program had open.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NoReport`]; [`Error::Conflict`] for a report that was made
    /// before texts were kept.
    pub async fn read_text(&self, reader: &Reader, id: DumpId) -> Result<Vec<u8>> {
        let rows = self.store.processing();
        let Some(compressed) = rows.get_report_text(id).await? else {
            return match rows.get_report(id).await? {
                Some(_) => Err(Error::Conflict(NO_TEXT)),
                None => Err(Error::NoReport(Box::new(self.get(reader, id).await?))),
            };
        };
        Ok(blocking(move || zstd::decode_all(compressed.as_slice())).await?)
    }

    /// The report of a dump as pages show it, which is nothing that is for administrators alone;
    /// `None` when its JSON is not what it should be.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NoReport`].
    pub async fn summarise(&self, reader: &Reader, id: DumpId) -> Result<Option<Report>> {
        let compressed = self.compressed(reader, id).await?;
        let max_bytes = self.settings.limits.output_bytes;
        let report = blocking(move || {
            let json = unpack(&compressed, max_bytes)?;
            Ok(serde_json::from_slice(&json).ok())
        });
        Ok(report.await?)
    }

    /// Processes a dump once more, before all others.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn process_again(&self, editor: &Editor, id: DumpId) -> Result<Processing> {
        if !self.store.processing().queue(id).await? {
            return Err(Error::NotFound("CrashDump"));
        }
        self.dumps.new_bytes().notify_one();
        self.get(editor, id).await
    }

    async fn compressed(&self, reader: &Reader, id: DumpId) -> Result<Vec<u8>> {
        match self.store.processing().get_report(id).await? {
            Some(compressed) => Ok(compressed),
            None => Err(Error::NoReport(Box::new(self.get(reader, id).await?))),
        }
    }

    /// How much there is to do.
    pub async fn queue_length(&self, _: &Staff) -> Result<QueueLength> {
        Ok(self.store.processing().length().await?)
    }

    /// Gives up what is being processed; it is queued again at the next start.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }
}

fn unpack(compressed: &[u8], max_bytes: u64) -> std::io::Result<Vec<u8>> {
    let mut json = Vec::new();
    zstd::Decoder::new(compressed)?
        .take(max_bytes)
        .read_to_end(&mut json)?;
    Ok(json)
}

/// The report without what may hold secrets: names of what the program had open today, and
/// whatever a later version of the library adds. So what is shown is listed, and not what is
/// hidden: environment variables and strings from memory would be hidden without a change here.
fn masked(json: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut report: Map<String, Value> = serde_json::from_slice(json)?;
    for (name, value) in &mut report {
        if !SHOWN_TO_ALL.contains(&name.as_str()) {
            *value = Value::Null;
        }
    }
    Ok(serde_json::to_vec(&report)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_known_to_be_harmless_is_masked() {
        let report = json!({
            "status": "OK",
            "threads": [{ "frames": [] }],
            "handles": [{ "object_name": "/home/me/secret" }],
            "environment": { "TOKEN": "secret" },
            "memory_strings": ["secret"],
        });
        let json = serde_json::to_vec(&report).expect("plain data");
        let masked: Value = serde_json::from_slice(&masked(&json).expect("JSON")).expect("JSON");
        let expected = json!({
            "status": "OK",
            "threads": [{ "frames": [] }],
            "handles": null,
            "environment": null,
            "memory_strings": null,
        });
        assert_eq!(masked, expected);
    }
}
