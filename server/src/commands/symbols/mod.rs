//! `crash-store symbols`

mod remote;

use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use model::SymbolModule;
use service::SYMBOL_HEAD_BYTES;

use super::open;
use crate::cli::{SymbolsCommand, UploadSymbolsArgs};
use remote::Remote;

const EXTENSION: &str = "sym";

/// What has become of a file.
enum Outcome {
    Uploaded,
    WasThere,
    Failed(anyhow::Error),
}

pub(crate) fn run(config: Option<&Path>, command: SymbolsCommand) -> anyhow::Result<ExitCode> {
    match command {
        SymbolsCommand::Upload(args) => upload(config, args),
    }
}

/// Uploads what the server lacks. One file that cannot be uploaded does not stop the others.
fn upload(config: Option<&Path>, args: UploadSymbolsArgs) -> anyhow::Result<ExitCode> {
    let url = match args.url {
        Some(url) => url,
        None => open::load(config)
            .context("name the server with --url")?
            .server
            .url(),
    };
    let remote = Remote::new(&url, args.key.as_deref());
    let mut files = Vec::new();
    collect(&args.dir, &mut files)?;
    if files.is_empty() {
        bail!("{}: there is no .sym file", args.dir.display());
    }
    let mut output = std::io::stdout().lock();
    let (mut uploaded, mut were_there, mut failed) = (0, 0, 0);
    for (index, file) in files.iter().enumerate() {
        let name = file.display();
        write!(output, "[{}/{}] {name}: ", index + 1, files.len())?;
        output.flush()?;
        match upload_one(&remote, file)? {
            Outcome::Uploaded => {
                writeln!(output, "uploaded")?;
                uploaded += 1;
            }
            Outcome::WasThere => {
                writeln!(output, "is there already")?;
                were_there += 1;
            }
            Outcome::Failed(error) => {
                writeln!(output, "{error:#}")?;
                failed += 1;
            }
        }
    }
    writeln!(
        output,
        "{uploaded} uploaded, {were_there} there already, {failed} failed"
    )?;
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// # Errors
/// What would befall every further file as well.
fn upload_one(remote: &Remote, path: &Path) -> anyhow::Result<Outcome> {
    let opened = File::open(path).map_err(anyhow::Error::from);
    let (file, module) = match opened.and_then(|mut file| Ok((module(&mut file)?, file))) {
        Ok((module, file)) => (file, module),
        Err(error) => return Ok(Outcome::Failed(error)),
    };
    if remote.has(&module.key())? {
        return Ok(Outcome::WasThere);
    }
    Ok(match remote.upload(file)? {
        Ok(()) => Outcome::Uploaded,
        Err(refusal) => Outcome::Failed(refusal),
    })
}

/// What a file says it is of; it stands at its beginning again afterwards.
fn module(file: &mut File) -> anyhow::Result<SymbolModule> {
    let mut head = Vec::new();
    file.take(SYMBOL_HEAD_BYTES as u64).read_to_end(&mut head)?;
    file.rewind()?;
    service::parse_symbol_head(&head).map_err(|errors| anyhow::anyhow!("{errors}"))
}

/// The symbol files in a folder and those below it, in the order of their names.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("cannot read {}", path.display());
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // A link to a folder may lead around in a circle.
        let is_folder = entry.file_type().with_context(unreadable)?.is_dir();
        let path = entry.path();
        if is_folder {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|name| name == EXTENSION) {
            files.push(path);
        }
    }
    Ok(())
}
