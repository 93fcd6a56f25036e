//! From a minidump to a report, in this process: what `minidump-stackwalk` does.
//!
//! Symbols come from folders; nothing is fetched. Nothing but the depth of a stack is bounded
//! here: a dump of unknown origin belongs into a [worker](crate::worker).

mod depth;

use std::io::{self, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use minidump::Minidump;
use minidump_processor::{
    PendingProcessorStatSubscriptions, PendingProcessorStats, ProcessError, ProcessState,
    ProcessorOptions,
};
use minidump_unwind::{SymbolProvider, Symbolizer, simple_symbol_supplier};
use serde_json::Value;

use depth::DepthLimit;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum StackwalkError {
    #[error("cannot read the dump: {0}")]
    Unreadable(#[from] io::Error),
    #[error("not a usable minidump: {0}")]
    Malformed(String),
}

impl From<minidump::Error> for StackwalkError {
    fn from(error: minidump::Error) -> Self {
        match error {
            // Of the map of the file; the library drops the cause, and the system remembers it.
            minidump::Error::IoError => Self::Unreadable(io::Error::last_os_error()),
            _ => Self::Malformed(format!("{error} ({})", error.name())),
        }
    }
}

impl From<ProcessError> for StackwalkError {
    fn from(error: ProcessError) -> Self {
        match error {
            ProcessError::MinidumpReadError(error) => error.into(),
            _ => Self::Malformed(format!("{error} ({})", error.name())),
        }
    }
}

/// A processed dump.
#[derive(Debug)]
pub struct Stackwalk {
    state: ProcessState,
    /// The threads whose stacks go deeper than was asked for.
    cut: Vec<usize>,
}

/// Walks every stack of the dump in `file`, no deeper than `max_frames`.
///
/// `symbols` are files in Breakpad's format, or folders of them: `<name>/<id>/<name>.sym`.
pub fn stackwalk(
    file: &Path,
    symbols: Vec<PathBuf>,
    max_frames: usize,
) -> Result<Stackwalk, StackwalkError> {
    // The library takes every failure to open it for a file that is not there.
    std::fs::File::open(file)?;
    let dump = Minidump::read_path(file)?;
    walk(&dump, symbols, max_frames)
}

/// As [`stackwalk`], of a dump that is in memory.
pub fn stackwalk_bytes(
    dump: &[u8],
    symbols: Vec<PathBuf>,
    max_frames: usize,
) -> Result<Stackwalk, StackwalkError> {
    walk(&Minidump::read(dump)?, symbols, max_frames)
}

fn walk<'a, T: Deref<Target = [u8]> + 'a>(
    dump: &Minidump<'a, T>,
    symbols: Vec<PathBuf>,
    max_frames: usize,
) -> Result<Stackwalk, StackwalkError> {
    let mut subscriptions = PendingProcessorStatSubscriptions::default();
    subscriptions.thread_count = true;
    subscriptions.frame_count = true;
    subscriptions.live_frames = true;
    subscriptions.unwalked_result = true;
    let progress = PendingProcessorStats::new(subscriptions);

    let symbolizer = Symbolizer::new(simple_symbol_supplier(symbols));
    let provider = DepthLimit::new(&symbolizer, &progress, max_frames);
    let mut options = ProcessorOptions::stable_basic();
    options.stat_reporter = Some(&progress);

    let walked = run_until_stalled(minidump_processor::process_minidump_with_options(
        dump, &provider, options,
    ));
    let mut state = match walked {
        Some(state) => state?,
        None => so_far(&progress, &provider),
    };
    let mut cut = Vec::new();
    for (index, thread) in state.threads.iter_mut().enumerate() {
        if thread.frames.len() > max_frames {
            thread.frames.truncate(max_frames);
            cut.push(index);
        }
    }
    Ok(Stackwalk { state, cut })
}

/// What there is of a walk that stands still because some stacks are too deep.
fn so_far(progress: &PendingProcessorStats, provider: &DepthLimit) -> ProcessState {
    let mut state = progress
        .take_unwalked_result()
        .expect("stacks are walked after everything else");
    for thread in &mut state.threads {
        thread.frames.clear();
    }
    progress.drain_new_frames(|walked| state.threads[walked.thread_idx].frames.push(walked.frame));
    state.symbol_stats = provider.stats();
    state
}

impl Stackwalk {
    /// Leaves its memory to the end of the process, when that comes next: sooner done than to give
    /// it back piece by piece.
    pub fn leak(self) {
        std::mem::forget(self);
    }

    /// Writes it for people, as `minidump-stackwalk` does.
    pub fn write_text(&self, output: &mut impl Write) -> io::Result<()> {
        self.state.print(output)?;
        for index in &self.cut {
            let frames = self.state.threads[*index].frames.len();
            writeln!(
                output,
                "\nThread {index} has more frames than these {frames}."
            )?;
        }
        Ok(())
    }

    /// Writes it as JSON, in the schema of `minidump-stackwalk`. A thread of which frames are left
    /// out has `"frames_cut": true`.
    pub fn write_json(&self, output: &mut impl Write) -> io::Result<()> {
        if self.cut.is_empty() {
            return Ok(self.state.print_json(output, false)?);
        }
        let mut json = Vec::new();
        self.state.print_json(&mut json, false)?;
        let mut report: Value = serde_json::from_slice(&json)?;
        drop(json);
        for index in &self.cut {
            report["threads"][*index]["frames_cut"] = true.into();
            if self.state.requesting_thread == Some(*index) {
                report["crashing_thread"]["frames_cut"] = true.into();
            }
        }
        Ok(serde_json::to_writer(output, &report)?)
    }
}

/// Polls a future for as long as it wakes itself. `None`: it waits for what never comes.
///
/// Symbols are read from the disk without waiting, so only [`DepthLimit`] brings it to a stop.
fn run_until_stalled<F: Future>(future: F) -> Option<F::Output> {
    struct Woken(AtomicBool);
    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&woken));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    while woken.0.swap(false, Ordering::Relaxed) {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
    }
    None
}
