//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::commands::{changepassword, check_config, createsuperuser, fsck, serve};

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

impl Cli {
    /// Carries the command out on a runtime of its own.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.config.as_deref();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            match self.command {
                Command::Serve => serve::run(config).await,
                Command::Createsuperuser(account) => createsuperuser::run(config, &account).await,
                Command::Changepassword(account) => changepassword::run(config, &account).await,
                Command::CheckConfig => check_config::run(config),
                Command::Fsck(options) => fsck::run(config, &options).await,
            }
        })
    }
}
