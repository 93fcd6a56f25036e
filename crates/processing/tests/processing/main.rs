//! Dumps, honest and hostile, to reports, in this process and in a worker.

// A test says in its name what is expected; `expect` would only repeat it.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here is the failure of a test"
)]

#[cfg(target_os = "linux")]
mod confinement;
mod depth;
mod hostile;
mod misbehaviour;
mod mutations;
mod samples;
mod support;
