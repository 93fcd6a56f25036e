//! Why there is no report of a dump.

use std::fmt;
use std::io;

/// A dump that was not processed. The text is for people.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Doing it again would end the same.
    #[error("processing was ended because it took {0}")]
    Limit(LimitHit),
    /// The dump brought the processor down. Doing it again would end the same.
    #[error("processing crashed ({by}): {message}")]
    Crashed { by: String, message: String },
    /// The dump is broken, or none.
    #[error("{0}")]
    Malformed(String),
    /// The worker wrote what is no report.
    #[error("the report cannot be read: {0}")]
    Garbled(#[source] serde_json::Error),
    /// Nothing that the dump is to blame for: a second try may succeed.
    #[error("cannot process the dump: {0}")]
    Io(#[from] io::Error),
}

impl Failure {
    /// Whether other symbols could spare it.
    pub fn may_be_of_symbols(&self) -> bool {
        match self {
            Self::Limit(_) | Self::Crashed { .. } => true,
            Self::Malformed(_) | Self::Garbled(_) | Self::Io(_) => false,
        }
    }
}

/// What a worker took too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitHit {
    Memory,
    Cpu,
    WallClock,
    Output,
}

impl fmt::Display for LimitHit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory => "too much memory",
            Self::Cpu => "too much processor time",
            Self::WallClock => "too long",
            Self::Output => "too much space for its report",
        })
    }
}
