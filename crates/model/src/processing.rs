//! What processing made of a dump.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::time::optional_timestamp;

/// How far processing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcessingState {
    /// It waits for its turn.
    Queued,
    Running,
    /// There is a report.
    Done,
    /// There is none, because it could not be made.
    Failed,
    /// There is none, because the file is no minidump.
    Other,
}

impl ProcessingState {
    pub const ALL: [Self; 5] = [
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Other,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Other => "other",
        }
    }

    /// Nothing more comes by itself.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// How far processing is, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processing {
    pub state: ProcessingState,
    /// When it was over.
    #[serde(with = "optional_timestamp")]
    pub ended_at: Option<DateTime<Utc>>,
    /// For people: what the file is, why there is no report, or what is odd about it.
    pub note: Option<String>,
    #[serde(flatten)]
    pub crash: Crash,
}

/// What lists show of a report; all of it is `None` without one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crash {
    /// Crashes with the same are taken for the same.
    pub signature: Option<String>,
    pub reason: Option<String>,
    pub address: Option<String>,
    /// Where it happened, as the next one.
    pub module: Option<String>,
    pub function: Option<String>,
    pub os: Option<String>,
    pub cpu: Option<String>,
}
