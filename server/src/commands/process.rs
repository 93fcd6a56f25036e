//! `crash-store process`

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use processing::kind::HEAD_BYTES;
use processing::stackwalk::stackwalk;
use processing::{Kind, worker};

use crate::cli::ProcessArgs;

pub(crate) fn run(args: ProcessArgs) -> anyhow::Result<ExitCode> {
    if let Some(limits) = &args.worker {
        return Ok(worker::main(&args.file, args.symbols, limits));
    }
    let kind = kind(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    if kind != Kind::Minidump {
        anyhow::bail!("{}: {}", args.file.display(), kind.sentence());
    }
    let walked = stackwalk(&args.file, args.symbols, args.max_frames)?;
    let mut output = BufWriter::new(std::io::stdout().lock());
    let written = if args.json {
        walked.write_json(&mut output)
    } else {
        walked.write_text(&mut output)
    };
    let written = written.and_then(|()| output.flush());
    walked.leak();
    match written {
        // A reader such as `head` has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn kind(file: &Path) -> std::io::Result<Kind> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    File::open(file)?
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head)?;
    Ok(Kind::detect(&head))
}
