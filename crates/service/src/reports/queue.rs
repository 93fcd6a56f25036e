//! Workers, each of which takes the next dump from the queue when it is free.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use model::report::ModuleIds;
use model::{Crash, Dump, SymbolId, SymbolKey};
use processing::signature::ProtoSignature;
use processing::worker::Output;
use processing::{Failure, worker};
use store::{LackingPlace, NewMissingModule, NewReport, Outcome};

use super::Reports;
use super::input::{Input, InputError};
use crate::blobs::blocking;
use crate::signatures::RulesInForce;
use crate::{Error, Result};

/// Dumps that came while nobody was told are found after that.
const LOOK: Duration = Duration::from_secs(30);
/// How often a dump is tried when the fault is not its own.
const ATTEMPTS: u32 = 3;
/// Between two tries of what failed, being no fault of a dump's.
const PAUSE: Duration = Duration::from_secs(5);
/// Dumps that are queued again in one step. Uploads go on between the steps.
const STEP: u32 = 500;
/// Reports are text that repeats itself: more effort gains little.
const ZSTD_LEVEL: i32 = 3;

/// What a worker does next.
#[derive(Clone, Copy, Debug)]
enum Next {
    Go,
    /// Until something new comes, or for so long.
    Wait(Duration),
}

impl Reports {
    /// Puts back what the last process has begun, and starts the workers, and what groups crashes
    /// anew.
    ///
    /// # Errors
    /// [`crate::Error::Store`], [`crate::Error::Io`].
    pub async fn start(&self) -> Result<()> {
        let scratch = self.scratch.clone();
        blocking(move || super::input::empty(&scratch)).await?;
        let put_back = self.store.processing().put_all_back().await?;
        if put_back > 0 {
            tracing::info!(put_back, "processing goes on where it was");
        }
        self.signatures.start().await?;
        let program = match &self.settings.program {
            Some(program) => program.clone(),
            None => worker::this_program()?,
        };
        for _ in 0..self.settings.workers {
            self.tasks.spawn(self.clone().work(program.clone()));
        }
        if self.settings.workers > 0 {
            self.tasks.spawn(self.clone().follow_symbols());
        }
        Ok(())
    }

    /// Has dumps processed again when symbols come that they lacked, or others than they were
    /// read with: now those that came while nobody looked, and then each as it comes.
    async fn follow_symbols(self) {
        let mut arrivals = self.symbols.arrivals();
        let mut last = SymbolId(0);
        loop {
            let newest = *arrivals.borrow_and_update();
            match self.queue_lacking(last).await {
                Ok(dumps) => {
                    if dumps > 0 {
                        tracing::info!(dumps, "dumps are processed again, with new symbols");
                    }
                    last = newest;
                }
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "cannot look for dumps that new symbols concern"
                    );
                    tokio::select! {
                        () = self.stop.cancelled() => return,
                        () = tokio::time::sleep(PAUSE) => continue,
                    }
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                changed = arrivals.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Queues the dumps again that symbols concern which have come after `after`.
    async fn queue_lacking(&self, after: SymbolId) -> Result<u64> {
        let mut dumps = 0;
        let mut place = Some(LackingPlace::behind(after));
        while let Some(from) = place
            && !self.stop.is_cancelled()
        {
            let step = self.store.processing().queue_lacking(from, STEP).await?;
            if step.dumps > 0 {
                self.dumps.new_bytes().notify_one();
            }
            dumps += step.dumps;
            place = step.next;
        }
        Ok(dumps)
    }

    async fn work(self, program: PathBuf) {
        loop {
            let next = tokio::select! {
                biased;
                () = self.stop.cancelled() => return,
                next = self.process_next(&program) => next,
            };
            let pause = match next {
                Ok(Next::Go) => continue,
                Ok(Next::Wait(pause)) => pause,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "cannot process dumps"
                    );
                    PAUSE
                }
            };
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.dumps.new_bytes().notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Processes one dump, if there is one.
    async fn process_next(&self, program: &Path) -> Result<Next> {
        let rules = self.signatures.rules_in_force().await?;
        let newest_symbols = *self.symbols.arrivals().borrow();
        let Some(dump) = self.store.processing().claim().await? else {
            return Ok(Next::Wait(LOOK));
        };
        let processed = self.process(&dump, program, &rules, newest_symbols).await;
        let (queue, now) = (self.store.processing(), self.clock.now());
        match processed {
            Ok(outcome) => {
                log(&dump, &outcome);
                let lacks_symbols = lacks_symbols(&outcome);
                if let Err(error) = self.keep(&dump, outcome).await {
                    self.put_back(&dump, &error).await;
                    return Err(error);
                }
                self.signatures.note_grouped(rules.version);
                if lacks_symbols {
                    self.symbols.note_lack();
                }
                self.follow_arrivals(newest_symbols).await?;
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    dump.id = dump.id.0,
                    "a dump was not processed"
                );
                // That there is no room says nothing of the dump.
                let attempts = if is_full(&error) { u32::MAX } else { ATTEMPTS };
                let reason = error.to_string();
                queue.put_back(dump.id, attempts, reason, now).await?;
                return Ok(Next::Wait(PAUSE));
            }
        }
        Ok(Next::Go)
    }

    async fn keep(&self, dump: &Dump, outcome: Outcome) -> Result<()> {
        let outcome = self.beside_its_group(dump, outcome).await?;
        let (queue, now) = (self.store.processing(), self.clock.now());
        Ok(queue
            .finish(dump.id, dump.stored_name, outcome, now)
            .await?)
    }

    /// Puts a dump back whose outcome could not be kept, as soon as the database answers again.
    async fn put_back(&self, dump: &Dump, error: &Error) {
        loop {
            let (queue, now) = (self.store.processing(), self.clock.now());
            let back = queue.put_back(dump.id, ATTEMPTS, error.to_string(), now);
            let Err(error) = back.await else { return };
            tracing::error!(
                error = &error as &dyn std::error::Error,
                dump.id = dump.id.0,
                "cannot put a dump back into the queue"
            );
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The outcome with what it means for the group that the crash comes into.
    async fn beside_its_group(&self, dump: &Dump, mut outcome: Outcome) -> Result<Outcome> {
        if let Outcome::Report(report) = &mut outcome
            && let Some(signature) = &report.crash.signature
        {
            report.disproves = self.signatures.disproved_by(signature, dump.id).await?;
        }
        Ok(outcome)
    }

    /// Symbols may have come while a dump was read.
    async fn follow_arrivals(&self, newest_symbols: SymbolId) -> Result<()> {
        if *self.symbols.arrivals().borrow() != newest_symbols {
            self.queue_lacking(newest_symbols).await?;
        }
        Ok(())
    }

    /// What becomes of a dump; an error is no fault of its own.
    async fn process(
        &self,
        dump: &Dump,
        program: &Path,
        rules: &RulesInForce,
        newest_symbols: SymbolId,
    ) -> Result<Outcome, Failure> {
        let max_bytes = self.settings.max_unpacked_bytes;
        let input = Input::of(dump, &self.blobs, &self.scratch, max_bytes).await;
        let input = match input {
            Ok(Input::Other(note)) => return Ok(Outcome::Other(note)),
            Ok(Input::Minidump(file)) => file,
            Err(InputError::Broken(reason)) => return Ok(Outcome::Failed(reason)),
            Err(InputError::Io(error)) => return Err(error.into()),
        };
        let (limits, symbols) = (&self.settings.limits, [self.symbols.folder().to_owned()]);
        let made_of = |output| async move {
            let rules = rules.clone();
            blocking(move || Ok(report(&output, &rules, newest_symbols))).await?
        };
        let failure = match worker::run(program, input.path(), &symbols, limits).await {
            Ok(output) => return Ok(Outcome::Report(Box::new(made_of(output).await?))),
            Err(error @ Failure::Io(_)) => return Err(error),
            Err(failure) => failure,
        };
        if self.has_report(dump).await? {
            let note = format!("The last time, {failure}. This is the report of before.");
            return Ok(Outcome::Kept {
                note,
                newest_symbols,
            });
        }
        // Whoever has a key may bring symbols: none of them may leave a dump unread.
        if failure.may_be_of_symbols() && self.symbols.are_any() {
            match worker::run(program, input.path(), &[], limits).await {
                Ok(output) => {
                    let note = format!("Read without symbols: with them, {failure}.");
                    let report = without_symbols(made_of(output).await?, note);
                    return Ok(Outcome::Report(Box::new(report)));
                }
                Err(error @ Failure::Io(_)) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(Outcome::Failed(failure.to_string()))
    }

    async fn has_report(&self, dump: &Dump) -> Result<bool, Failure> {
        let report = self.store.processing().get_report(dump.id).await;
        Ok(report.map_err(io::Error::other)?.is_some())
    }
}

/// What is kept of a worker's output.
fn report(
    output: &Output,
    rules: &RulesInForce,
    newest_symbols: SymbolId,
) -> Result<NewReport, Failure> {
    let proto = ProtoSignature::of(&output.report);
    let signature = rules.rules.signature(&proto);
    let summary = output.report.summary();
    let place = summary.place.unwrap_or_default();
    Ok(NewReport {
        crash: Crash {
            signature: Some(signature.as_str().to_owned()),
            reason: summary.reason,
            address: summary.address,
            module: place.module,
            function: place.function,
            os: summary.os,
            cpu: summary.cpu,
        },
        proto_signature: serde_json::to_string(&proto).map_err(Failure::Garbled)?,
        rules: rules.version,
        json: zstd::encode_all(output.json.as_slice(), ZSTD_LEVEL)?,
        text: zstd::encode_all(output.text.as_slice(), ZSTD_LEVEL)?,
        missing_symbols: summary
            .modules_without_symbols
            .iter()
            .filter_map(missing)
            .collect(),
        read_symbols: summary
            .modules_with_symbols
            .iter()
            .filter_map(key)
            .collect(),
        newest_symbols,
        ..NewReport::default()
    })
}

/// What is kept of a dump that was read without the symbols that there may be: only others can
/// make its report better, but nobody can say that they are missing.
fn without_symbols(mut report: NewReport, note: String) -> NewReport {
    let passed_over = report.missing_symbols.drain(..);
    report
        .read_symbols
        .extend(passed_over.map(|module| module.key));
    report.note = Some(note);
    report
}

/// `None` when no symbols can have such names.
fn key(module: &ModuleIds) -> Option<SymbolKey> {
    Some(SymbolKey {
        debug_file: module.debug_file.as_deref()?.parse().ok()?,
        debug_id: module.debug_id.as_deref()?.parse().ok()?,
    })
}

fn missing(module: &ModuleIds) -> Option<NewMissingModule> {
    Some(NewMissingModule {
        key: key(module)?,
        code_file: module.code_file.clone(),
        code_id: module.code_id.clone(),
    })
}

fn is_full(failure: &Failure) -> bool {
    let kind = match failure {
        Failure::Io(error) => Some(error.kind()),
        _ => None,
    };
    matches!(
        kind,
        Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    )
}

fn lacks_symbols(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Report(report) if !report.missing_symbols.is_empty())
}

fn log(dump: &Dump, outcome: &Outcome) {
    match outcome {
        Outcome::Report(report) => tracing::info!(
            dump.id = dump.id.0,
            signature = report.crash.signature.as_deref(),
            "dump processed"
        ),
        Outcome::Failed(reason) => {
            tracing::info!(dump.id = dump.id.0, %reason, "dump cannot be processed");
        }
        Outcome::Kept { note, .. } => {
            tracing::info!(dump.id = dump.id.0, %note, "dump cannot be processed again");
        }
        Outcome::Other(_) => tracing::debug!(dump.id = dump.id.0, "no minidump"),
    }
}
