//! Stacks that have no end: 131,073 frames come of a dump of 1.4 MB.

use std::time::Duration;

use processing::stackwalk::stackwalk;
use processing::{Failure, LimitHit, Limits, MAX_FRAMES};

use crate::support::{dump_of_deep_stacks, process_bytes};

const MIB: usize = 1 << 20;

/// Without an end to a stack, as stock tools walk it.
fn without_depth() -> Limits {
    Limits {
        frames: usize::MAX,
        ..Limits::default()
    }
}

#[test]
fn one_address_repeated_over_a_stack_is_bounded() {
    let before = peak_memory_bytes();
    let dump = dump_of_deep_stacks(&[MIB]);
    let output = process_bytes(&dump, &Limits::default()).unwrap();
    let thread = &output.report.threads[0];
    assert_eq!(thread.frames.len(), MAX_FRAMES);
    assert!(thread.frames_cut);
    assert!(output.json.len() < 4 * MIB, "{}", output.json.len());
    let grown = peak_memory_bytes() - before;
    assert!(grown < 64 * MIB, "{grown}");
}

#[test]
fn without_an_end_to_stacks_it_meets_the_limit_of_memory() {
    let limits = Limits {
        memory_bytes: 256 << 20,
        ..without_depth()
    };
    assert_limit(&dump_of_deep_stacks(&[MIB]), &limits, LimitHit::Memory);
}

#[test]
fn without_an_end_to_stacks_it_meets_the_limit_of_output() {
    let before = peak_memory_bytes();
    let limits = Limits {
        memory_bytes: 8 << 30,
        output_bytes: 1 << 20,
        ..without_depth()
    };
    assert_limit(&dump_of_deep_stacks(&[MIB / 4]), &limits, LimitHit::Output);
    let grown = peak_memory_bytes() - before;
    assert!(grown < 64 * MIB, "{grown}");
}

#[test]
fn many_deep_stacks_meet_the_limit_of_processor_time() {
    let limits = Limits {
        cpu: Duration::from_secs(1),
        memory_bytes: 8 << 30,
        ..without_depth()
    };
    assert_limit(&dump_of_deep_stacks(&[MIB; 8]), &limits, LimitHit::Cpu);
}

#[test]
fn a_deep_stack_leaves_the_others_alone() {
    let dump = dump_of_deep_stacks(&[80, 8000, 800, 8000, 88]);
    let limits = Limits {
        frames: 100,
        ..Limits::default()
    };
    let report = process_bytes(&dump, &limits).unwrap().report;
    let frames: Vec<_> = report
        .threads
        .iter()
        .map(|thread| (thread.frames.len(), thread.frames_cut))
        .collect();
    // One for the context, one for each word of the stack.
    assert_eq!(
        frames,
        [
            (11, false),
            (100, true),
            (100, true),
            (100, true),
            (12, false)
        ]
    );
    assert!(report.threads[3].frames[99].module.is_some());
}

#[test]
fn a_stack_that_just_fits_is_whole() {
    let dump = dump_of_deep_stacks(&[8 * 99]);
    let report = |frames| {
        process_bytes(
            &dump,
            &Limits {
                frames,
                ..Limits::default()
            },
        )
    };
    let thread = &report(100).unwrap().report.threads[0];
    assert_eq!((thread.frames.len(), thread.frames_cut), (100, false));
    let thread = &report(99).unwrap().report.threads[0];
    assert_eq!((thread.frames.len(), thread.frames_cut), (99, true));
}

#[test]
fn text_says_that_frames_are_left_out() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), dump_of_deep_stacks(&[800])).unwrap();
    let mut text = Vec::new();
    stackwalk(file.path(), vec![], 10)
        .unwrap()
        .write_text(&mut text)
        .unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(
        text.contains("Thread 0 has more frames than these 10."),
        "{text}"
    );
}

fn assert_limit(dump: &[u8], limits: &Limits, expected: LimitHit) {
    match process_bytes(dump, limits) {
        Err(Failure::Limit(limit)) => assert_eq!(limit, expected),
        other => panic!("{:?}", other.map(|output| output.json.len())),
    }
}

/// Of this process, the parent of the worker.
fn peak_memory_bytes() -> usize {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return 0;
    };
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    peak.trim()
        .trim_end_matches(" kB")
        .parse::<usize>()
        .unwrap()
        * 1024
}
