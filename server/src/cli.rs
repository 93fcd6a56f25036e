//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    changepassword, check_config, createsuperuser, fsck, process, serve, symbols,
};

/// Keeps the crash dumps of native programs.
#[derive(Debug, Parser)]
#[command(name = "crash-store", version, about)]
pub struct Cli {
    /// Configuration file. Without it: config.ini here, or the one in
    /// crash-store-data, which a first start writes.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the REST API and the web interface.
    Serve,
    /// Make an administrator, or make an existing account one; works while the server runs.
    Createsuperuser(AccountArgs),
    /// Set the password of an account and end its sessions; works while the server runs.
    Changepassword(AccountArgs),
    /// Read the configuration and say what is wrong with it.
    CheckConfig,
    /// Hold the stored bytes against the database. Exit status 0: nothing found.
    Fsck(FsckArgs),
    /// Walk the stacks of a minidump and print what crashed, as minidump-stackwalk does.
    Process(ProcessArgs),
    /// Symbol files, which make stacks readable.
    #[command(subcommand)]
    Symbols(SymbolsCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum SymbolsCommand {
    /// Upload the symbol files in a folder that a server lacks.
    Upload(UploadSymbolsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct UploadSymbolsArgs {
    /// A folder with .sym files in it or below it, or one such file.
    pub(crate) dir: PathBuf,
    /// The server. Without it: the one that the configuration file is of.
    #[arg(long, value_name = "URL", env = "CRASH_STORE_URL")]
    pub(crate) url: Option<String>,
    /// The secret of a client that may upload and nothing else.
    #[arg(
        long,
        value_name = "KEY",
        env = "CRASH_STORE_KEY",
        hide_env_values = true
    )]
    pub(crate) key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AccountArgs {
    #[arg(long)]
    pub(crate) email: String,
    /// Read the password from the first line of standard input instead of asking for it.
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FsckArgs {
    /// Read every byte and compare the SHA-256.
    #[arg(long)]
    pub(crate) verify: bool,
    /// Remove unfinished uploads, quarantine strays, mark damaged dumps. The server must
    /// not be running.
    #[arg(long)]
    pub(crate) repair: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProcessArgs {
    /// A minidump.
    pub(crate) file: PathBuf,
    /// A folder of Breakpad symbols, or one such file. Can be given more than once.
    #[arg(long, value_name = "DIR")]
    pub(crate) symbols: Vec<PathBuf>,
    /// Print JSON in the schema of minidump-stackwalk.
    #[arg(long, conflicts_with = "text")]
    pub(crate) json: bool,
    /// Print text for people. This is the default.
    #[arg(long)]
    pub(crate) text: bool,
    /// How many frames of a stack are kept.
    #[arg(long, value_name = "N", default_value_t = processing::MAX_FRAMES)]
    pub(crate) max_frames: usize,
    /// Be the worker of a server: give up all that processing does not need, print JSON.
    #[arg(long, value_name = "LIMITS", hide = true)]
    pub(crate) worker: Option<String>,
}

impl Cli {
    /// Carries the command out.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.config.as_deref();
        match self.command {
            Command::Serve => block_on(serve::run(config)),
            Command::Createsuperuser(account) => block_on(createsuperuser::run(config, &account)),
            Command::Changepassword(account) => block_on(changepassword::run(config, &account)),
            Command::CheckConfig => check_config::run(config),
            Command::Fsck(options) => block_on(fsck::run(config, &options)),
            // Without a runtime: what a worker gives up, it gives up for its only thread.
            Command::Process(args) => process::run(args),
            Command::Symbols(command) => symbols::run(config, command),
        }
    }
}

fn block_on(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(command)
}
