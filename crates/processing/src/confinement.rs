//! What a worker gives up before it looks at a dump.
//!
//! Parsers of hostile bytes are confined three times over. Limits of the system end what takes too
//! much. A filter of system calls leaves what reading files and writing to an open pipe needs: no
//! network, no further process, no way to open a file for writing. And files are readable only
//! below the paths that were named, where the kernel knows Landlock (5.13): it would otherwise be
//! possible to read the configuration, or dumps of others, into a report.
//!
//! The filter is a list of what is allowed, not of what is forbidden: the second is never
//! complete (`io_uring` does what `connect` does), and the first is short. What is not in it fails
//! as if the kernel did not have it, so that a C library that tries a newer call falls back.

#[cfg(target_os = "linux")]
mod linux;

use std::io;
use std::path::{Path, PathBuf};

use nix::sys::resource::{Resource, setrlimit};

use crate::Limits;

/// Gives up everything that processing `dump` with `symbols` does not need. There is no way back.
///
/// On systems other than Linux only the limits are set.
///
/// # Errors
///
/// When the system refuses something: then the dump must not be looked at.
pub(crate) fn confine(
    limits: &Limits,
    dump_bytes: u64,
    dump: &Path,
    symbols: &[PathBuf],
) -> io::Result<()> {
    limit(limits, dump_bytes)?;
    #[cfg(target_os = "linux")]
    linux::confine(dump, symbols)?;
    #[cfg(not(target_os = "linux"))]
    let _ = (dump, symbols);
    Ok(())
}

/// Lets everything else go first: uploads must not wait for what nobody waits for. With the
/// processor's priority goes the disk's, where the scheduler has one.
pub(crate) fn give_way() {
    const LAST: i32 = 19;
    if let Err(error) = rustix::process::setpriority_process(None, LAST) {
        // It is done with as it is.
        eprintln!("cannot lower the priority: {error}");
    }
}

fn limit(limits: &Limits, dump_bytes: u64) -> io::Result<()> {
    // The dump is mapped, so it takes address space, and no memory that could not be taken back.
    let memory = limits.memory_bytes.saturating_add(dump_bytes);
    let cpu_seconds = limits.cpu.as_secs().max(1);
    setrlimit(Resource::RLIMIT_AS, memory, memory)?;
    // SIGXCPU at the first, which says why; SIGKILL at the second.
    setrlimit(Resource::RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)?;
    setrlimit(Resource::RLIMIT_FSIZE, 0, 0)?;
    // A core file would hold the dump and be as large as its memory.
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    Ok(())
}
