//! The `crash-store` binary.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(status) => status,
        Err(error) => {
            eprintln!("crash-store: {error:#}");
            ExitCode::FAILURE
        }
    }
}
