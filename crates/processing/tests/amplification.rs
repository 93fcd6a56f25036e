//! The amplification dump: 1.4 MB of which stock tools make 131,073 frames, 900 MB of memory and
//! 65 MB of JSON. Alone in its process, whose memory and whose workers' memory is measured.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "processing/support.rs"]
mod support;

use nix::sys::resource::{UsageWho, getrusage};
use processing::{Limits, MAX_FRAMES};

const MIB: i64 = 1 << 20;
const KIB: i64 = 1 << 10;

#[test]
fn the_amplification_dump_is_bounded_in_server_and_worker() {
    let dump = support::dump_of_deep_stacks(&[1 << 20]);
    let peak = |who| getrusage(who).unwrap().max_rss() * KIB;
    let before = peak(UsageWho::RUSAGE_SELF);
    let output = support::process_bytes(&dump, &Limits::default()).unwrap();
    let thread = &output.report.threads[0];
    assert_eq!((thread.frames.len(), thread.frames_cut), (MAX_FRAMES, true));
    let grown = peak(UsageWho::RUSAGE_SELF) - before;
    assert!(grown < 64 * MIB, "the parent grew by {grown}");
    let worker = peak(UsageWho::RUSAGE_CHILDREN);
    assert!(worker < 256 * MIB, "the worker took {worker}");
}
