//! The smallest program that is its own worker.
//!
//! `worker [--symbols DIR]... FILE` prints where a dump crashed. It starts itself with the
//! arguments `process --worker LIMITS …`. A dump that is called `probe` also has the worker tell
//! what is left to it once it is confined; the tests ask.

use std::error::Error;
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use processing::{Limits, worker};

/// The server's: how it meets a limit is part of what is tested.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut symbols = Vec::new();
    let mut limits = None;
    let mut file = PathBuf::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "process" => {}
            "--worker" => limits = arguments.next(),
            "--symbols" => symbols.extend(arguments.next().map(PathBuf::from)),
            _ => file = PathBuf::from(argument),
        }
    }
    let Some(limits) = limits else {
        return print_place(&file, &symbols);
    };
    let ended = worker::main(&file, symbols, &limits);
    if file.file_name().is_some_and(|name| name == "probe") {
        probe(&file);
    }
    Ok(ended)
}

#[tokio::main(flavor = "current_thread")]
async fn print_place(file: &Path, symbols: &[PathBuf]) -> Result<ExitCode, Box<dyn Error>> {
    let program = worker::this_program()?;
    let output = worker::run(&program, file, symbols, &Limits::default()).await?;
    let place = output.report.summary().place.unwrap_or_default();
    let function = place
        .function
        .unwrap_or_else(|| "unknown function".to_owned());
    let module = place.module.unwrap_or_else(|| "unknown module".to_owned());
    println!("{function} in {module}");
    Ok(ExitCode::SUCCESS)
}

/// Tries what a worker must not be able to do.
fn probe(file: &Path) {
    let tell = |what: &str, can: bool| {
        eprintln!("{what}: {}", if can { "allowed" } else { "refused" });
    };
    tell("read the dump", std::fs::read(file).is_ok());
    tell("read another file", std::fs::read("/etc/passwd").is_ok());
    tell("write a file", std::fs::write(file, "").is_ok());
    tell(
        "make a file",
        std::fs::write(file.with_extension("new"), "").is_ok(),
    );
    tell("remove a file", std::fs::remove_file(file).is_ok());
    tell("list a folder", std::fs::read_dir("/proc/self/fd").is_ok());
    tell(
        "start a program",
        Command::new("/bin/true").status().is_ok(),
    );
    tell(
        "start a thread",
        std::thread::Builder::new().spawn(|| {}).is_ok(),
    );
    tell("listen", TcpListener::bind("127.0.0.1:0").is_ok());
    tell("send", UdpSocket::bind("127.0.0.1:0").is_ok());
}
