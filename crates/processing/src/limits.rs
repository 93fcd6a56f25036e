//! How much one dump may take.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Limits on the processing of one dump. The defaults leave room for every honest dump that was
/// tried, and end a hostile one before it is felt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Address space of the worker beside the dump itself, which it maps. 2 GiB.
    pub memory_bytes: u64,
    /// Processor time of the worker. 60 seconds; whole seconds count.
    pub cpu: Duration,
    /// From the start of the worker to its end, waiting included. 120 seconds.
    pub wall_clock: Duration,
    /// The report as JSON. 16 MiB. Of the text no more is kept, and at most 4 MiB.
    pub output_bytes: u64,
    /// Frames of one stack; the report says so where there were more. See [`MAX_FRAMES`].
    pub frames: usize,
}

/// The frames of a stack that are kept unless told otherwise.
///
/// A stack overflow of an honest program has tens of thousands, all the same, and a hostile dump
/// one for every eight bytes of a stack: each takes 7 KB while it is walked, and half of one in
/// the report. Nobody reads further than this.
pub const MAX_FRAMES: usize = 4096;

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 2 << 30,
            cpu: Duration::from_mins(1),
            wall_clock: Duration::from_mins(2),
            output_bytes: 16 << 20,
            frames: MAX_FRAMES,
        }
    }
}
