//! Processing in a process of its own, which a hostile dump may take down.
//!
//! ```text
//! server                                       worker: the same program again
//! ──────                                       ──────
//! run() ── process --worker LIMITS FILE ────▶  main(): confinement, then the dump
//!   │                                             │
//!   ├─ reads no more than is allowed ◀ JSON, text ┤
//!   ├─ kills it at `wall_clock`                   │ memory, processor: the system
//!   └─ Output or Failure ◀────── exit status ─────┘
//! ```
//!
//! Both halves are here, so that they agree on arguments and exit statuses. Not here: which dump
//! is next, what becomes of a failure, and where symbols come from.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus, Stdio};

use model::report::Report;
use nix::sys::signal::Signal;
use serde::de::Error as _;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::confinement;
use crate::stackwalk::{Stackwalk, StackwalkError, stackwalk};
use crate::{Failure, LimitHit, Limits};

/// Exit status of a worker that found no usable minidump; standard error says why. (`EX_DATAERR`)
const MALFORMED: u8 = 65;
/// Exit status of a worker that could not get at the dump or confine itself. (`EX_NOINPUT`)
const UNABLE: u8 = 66;
/// What the allocator reserves at once counts as if it were used. `.cargo/config.toml` makes this
/// the default, which another build may lack.
const ALLOCATOR_RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "64MiB");
/// Stands between the JSON, which has it as an escape alone, and the text.
const SEPARATOR: u8 = 0;
/// Nobody reads further, and the server holds all of it at once. Of a smaller report, less.
const MAX_TEXT_BYTES: u64 = 4 << 20;
/// What a text that was cut ends with.
const CUT: &str = "\nThe rest of this text is left out: it is too long. The JSON has all of it.\n";
/// What a pipe of Linux holds.
const PIPE_BYTES: usize = 64 << 10;
/// Of a worker's standard error, this much is read.
const MAX_MESSAGE_BYTES: u64 = 16 << 10;

/// The report of a dump.
#[derive(Debug)]
pub struct Output {
    /// As the worker wrote it: to be kept.
    pub json: Vec<u8>,
    /// The same for people, up to as much.
    pub text: Vec<u8>,
    pub report: Report,
}

/// The program to start as a worker: this one, even after its file was replaced by a newer one.
pub fn this_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        return Ok("/proc/self/exe".into());
    }
    std::env::current_exe()
}

/// Processes the dump in `file` by a worker; returns after the worker has ended.
///
/// `program` has to call [`main`] for `process --worker`. Dropping the future ends the worker.
/// So does the end of the thread that starts it: call this from a task of the runtime, whose
/// threads stay, and not from a blocking one.
pub async fn run(
    program: &Path,
    file: &Path,
    symbols: &[PathBuf],
    limits: &Limits,
) -> Result<Output, Failure> {
    let mut worker = Command::new(program)
        .args(arguments(file, symbols, limits)?)
        .env_clear()
        .env(ALLOCATOR_RESERVE.0, ALLOCATOR_RESERVE.1)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let ended = tokio::time::timeout(limits.wall_clock, listen(&mut worker, limits)).await;
    let ended = ended.unwrap_or(Err(Failure::Limit(LimitHit::WallClock)));
    if ended.is_err() {
        // Killed and waited for; a worker that has ended by itself does not mind.
        worker.kill().await?;
    }
    let (status, written, message) = ended?;
    if !status.success() {
        return Err(failure(status, &message));
    }
    let Written { json, text } = written;
    let report = serde_json::from_slice(&json).map_err(Failure::Garbled)?;
    let text = text.ok_or_else(|| Failure::Garbled(serde_json::Error::custom("it has no end")))?;
    Ok(Output { json, text, report })
}

/// The worker's half: confines this process, processes the dump and prints the report.
///
/// Call it before anything else is done, while there is but one thread. `limits` is what [`run`]
/// passed after `--worker`.
pub fn main(file: &Path, symbols: Vec<PathBuf>, limits: &str) -> ExitCode {
    let Err(error) = work(file, symbols, limits) else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error}");
    ExitCode::from(match error {
        WorkError::Stackwalk(StackwalkError::Malformed(_)) => MALFORMED,
        _ => UNABLE,
    })
}

#[derive(Debug, thiserror::Error)]
enum WorkError {
    #[error("--worker: {0}")]
    Limits(#[from] serde_json::Error),
    #[error("cannot confine the worker: {0}")]
    Confinement(io::Error),
    #[error(transparent)]
    Stackwalk(#[from] StackwalkError),
    #[error("cannot write the report: {0}")]
    Output(#[from] io::Error),
}

fn work(file: &Path, symbols: Vec<PathBuf>, limits: &str) -> Result<(), WorkError> {
    let limits: Limits = serde_json::from_str(limits)?;
    confinement::give_way();
    let dump_bytes = std::fs::metadata(file).map_err(StackwalkError::from)?.len();
    confinement::confine(&limits, dump_bytes, file, &symbols).map_err(WorkError::Confinement)?;
    let walked = stackwalk(file, symbols, limits.frames)?;
    let mut output = BufWriter::new(io::stdout().lock());
    walked.write_json(&mut output)?;
    output.write_all(&[SEPARATOR])?;
    write_text(&walked, &mut output, text_bytes(&limits))?;
    output.flush()?;
    walked.leak();
    Ok(())
}

/// The text, as far as it may go.
fn write_text(walked: &Stackwalk, output: &mut impl Write, max_bytes: u64) -> io::Result<()> {
    let mut text = Capped {
        output,
        room: max_bytes,
        is_cut: false,
    };
    walked.write_text(&mut text)?;
    let Capped { output, is_cut, .. } = text;
    if is_cut {
        output.write_all(CUT.as_bytes())?;
    }
    Ok(())
}

/// Passes on as much as there is room for.
struct Capped<W> {
    output: W,
    room: u64,
    is_cut: bool,
}

impl<W: Write> Write for Capped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_cut |= bytes.len() as u64 > self.room;
        if !self.is_cut {
            self.room -= bytes.len() as u64;
            self.output.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// How far the text of a report goes.
fn text_bytes(limits: &Limits) -> u64 {
    limits.output_bytes.min(MAX_TEXT_BYTES)
}

/// What a worker has to say.
struct Written {
    json: Vec<u8>,
    /// `None` when it ended before.
    text: Option<Vec<u8>>,
}

fn arguments(file: &Path, symbols: &[PathBuf], limits: &Limits) -> io::Result<Vec<OsString>> {
    let limits = serde_json::to_string(limits).map_err(io::Error::other)?;
    let mut arguments: Vec<OsString> = vec!["process".into(), "--worker".into(), limits.into()];
    for path in symbols {
        arguments.push("--symbols".into());
        arguments.push(std::path::absolute(path)?.into());
    }
    arguments.push(std::path::absolute(file)?.into());
    Ok(arguments)
}

async fn listen(
    worker: &mut Child,
    limits: &Limits,
) -> Result<(ExitStatus, Written, String), Failure> {
    let stdout = worker.stdout.take().expect("it is a pipe");
    let stderr = worker.stderr.take().expect("it is a pipe");
    let (written, message) = tokio::try_join!(written(stdout, limits), message(stderr))?;
    Ok((worker.wait().await?, written, message))
}

async fn written(pipe: impl AsyncRead + Unpin, limits: &Limits) -> Result<Written, Failure> {
    let mut pipe = BufReader::with_capacity(PIPE_BYTES, pipe);
    let mut json = Vec::new();
    // The separator comes along.
    let max_bytes = limits.output_bytes.saturating_add(1);
    (&mut pipe)
        .take(max_bytes)
        .read_until(SEPARATOR, &mut json)
        .await?;
    if json.last() != Some(&SEPARATOR) {
        if json.len() as u64 == max_bytes {
            return Err(Failure::Limit(LimitHit::Output));
        }
        return Ok(Written { json, text: None });
    }
    json.pop();
    let mut text = Vec::new();
    let max_bytes = text_bytes(limits) + CUT.len() as u64;
    pipe.take(max_bytes + 1).read_to_end(&mut text).await?;
    if text.len() as u64 > max_bytes {
        return Err(Failure::Limit(LimitHit::Output));
    }
    Ok(Written {
        json,
        text: Some(text),
    })
}

async fn message(mut pipe: impl AsyncRead + Unpin) -> Result<String, Failure> {
    let mut head = Vec::new();
    (&mut pipe)
        .take(MAX_MESSAGE_BYTES)
        .read_to_end(&mut head)
        .await?;
    // A worker that has more to say must not wait for a reader.
    tokio::io::copy(&mut pipe, &mut tokio::io::sink()).await?;
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// What a status other than success means.
fn failure(status: ExitStatus, message: &str) -> Failure {
    let reason = message.trim().to_owned();
    // This is how Rust says that the system gave no memory, before it aborts.
    let is_out_of_memory =
        message.contains("memory allocation of ") || message.contains("Cannot allocate memory");
    let signal = status.signal().map(Signal::try_from);
    match (status.code(), signal) {
        _ if is_out_of_memory => Failure::Limit(LimitHit::Memory),
        (_, Some(Ok(Signal::SIGXCPU))) => Failure::Limit(LimitHit::Cpu),
        (_, Some(Ok(signal))) => Failure::Crashed {
            by: signal.as_str().to_owned(),
            message: reason,
        },
        (Some(code), _) if code == i32::from(MALFORMED) => Failure::Malformed(reason),
        (Some(code), _) if code == i32::from(UNABLE) => Failure::Io(io::Error::other(reason)),
        _ => Failure::Crashed {
            by: status.to_string(),
            message: reason,
        },
    }
}
