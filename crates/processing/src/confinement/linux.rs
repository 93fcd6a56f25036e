//! The parts of confinement that only Linux has.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::RawFd;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
    path_beneath_rules,
};
use nix::errno::Errno;
use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::unistd::close;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule,
};

pub(super) fn confine(dump: &Path, symbols: &[PathBuf]) -> io::Result<()> {
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    close_inherited()?;
    restrict_files(dump, symbols).map_err(io::Error::other)?;
    filter_system_calls()
}

/// Rust opens files so that they are not inherited; libraries of the parent need not.
fn close_inherited() -> io::Result<()> {
    const STANDARD_ERROR: RawFd = 2;
    let open: Vec<RawFd> = std::fs::read_dir("/proc/self/fd")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|fd| *fd > STANDARD_ERROR)
        .collect();
    for fd in open {
        match close(fd) {
            // The folder that was read is among them.
            Ok(()) | Err(Errno::EBADF) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn restrict_files(dump: &Path, symbols: &[PathBuf]) -> Result<(), RulesetError> {
    // Later versions know further ways to change files, which the filter refuses.
    let abi = ABI::V5;
    let readable = symbols.iter().map(PathBuf::as_path).chain([dump]);
    Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .create()?
        .add_rules(path_beneath_rules(readable, AccessFs::from_read(abi)))?
        .restrict_self()?;
    Ok(())
}

/// What Rust's library, the allocator and the C library need to read files, to write to an open
/// pipe, and to end in every way that they have.
const ALLOWED: &[libc::c_long] = &[
    // Files that are open.
    libc::SYS_read,
    libc::SYS_pread64,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_lseek,
    libc::SYS_close,
    libc::SYS_fcntl,
    libc::SYS_ioctl,
    libc::SYS_fstat,
    libc::SYS_ppoll,
    // Files by name.
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_readlinkat,
    libc::SYS_getcwd,
    // Memory.
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    // Time, chance and identity.
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_getrandom,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_prlimit64,
    // Locks, signals, the end.
    libc::SYS_futex,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_tgkill,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

fn filter_system_calls() -> io::Result<()> {
    let filter = filter().map_err(io::Error::other)?;
    seccompiler::apply_filter(&filter).map_err(io::Error::other)
}

fn filter() -> Result<BpfProgram, BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_openat, vec![read_only(2)?]);
    // The C library `musl` uses the older call where there is one.
    #[cfg(target_arch = "x86_64")]
    {
        rules.insert(libc::SYS_open, vec![read_only(1)?]);
        rules.extend(
            [libc::SYS_stat, libc::SYS_lstat, libc::SYS_readlink].map(|call| (call, vec![])),
        );
    }
    let not_there = SeccompAction::Errno(Errno::ENOSYS as u32);
    let architecture = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(rules, not_there, SeccompAction::Allow, architecture)?.try_into()
}

/// Holds when the flags to open a file, at this place among the arguments, allow reading only.
fn read_only(argument: u8) -> Result<SeccompRule, BackendError> {
    let changing = libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC;
    let is_read_only = SeccompCondition::new(
        argument,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::MaskedEq(u64::from(changing.cast_unsigned())),
        0,
    )?;
    SeccompRule::new(vec![is_read_only])
}
