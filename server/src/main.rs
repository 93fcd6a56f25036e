//! The `crash-store` binary.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;

/// Gives memory back: every hash of a password takes 19 MiB for a moment, and the system's
/// allocator keeps them for each thread that ever made one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(status) => status,
        Err(error) => {
            eprintln!("crash-store: {error:#}");
            ExitCode::FAILURE
        }
    }
}
