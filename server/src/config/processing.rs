//! `[processing]`: how dumps become reports.

use std::num::NonZero;
use std::thread;
use std::time::Duration;

use service::ProcessingLimits;

use super::limits::{GIB, bytes, seconds};
use super::reader::Reader;

const SECTION: &str = "processing";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processing {
    /// Dumps at a time; 0 processes none.
    pub workers: usize,
    pub limits: ProcessingLimits,
    /// How far a compressed dump is unpacked.
    pub max_unpacked_bytes: u64,
}

impl Processing {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let defaults = ProcessingLimits::default();
        let allowed = "a whole number from 0 to 64, or nothing for half of the processors";
        let workers = reader.value(SECTION, "workers", half(), allowed, |text| {
            text.parse().ok().filter(|count| *count <= 64)
        });
        let mut time = |key, default: Duration| seconds(reader, SECTION, key, default.as_secs());
        let (cpu, wall_clock) = (
            time("max_cpu_seconds", defaults.cpu),
            time("max_seconds", defaults.wall_clock),
        );
        Self {
            workers,
            limits: ProcessingLimits {
                memory_bytes: bytes(reader, SECTION, "max_memory", defaults.memory_bytes),
                cpu,
                wall_clock,
                output_bytes: bytes(reader, SECTION, "max_report_bytes", defaults.output_bytes),
                ..defaults
            },
            max_unpacked_bytes: bytes(reader, SECTION, "max_unpacked_bytes", 2 * GIB),
        }
    }
}

/// Of the processors, one at least.
fn half() -> usize {
    let all = thread::available_parallelism().map_or(1, NonZero::get);
    (all / 2).max(1)
}
