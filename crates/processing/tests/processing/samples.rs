//! What comes of the samples.

use std::process::Command;

use model::report::ModuleIds;
use processing::signature::{ProtoSignature, Rules};
use processing::stackwalk::{StackwalkError, stackwalk};
use processing::{Failure, Limits, MAX_FRAMES};
use serde_json::Value;

use crate::support::{SAMPLES, process, program, runtime, sample, symbols};

fn json_in_this_process(name: &str) -> Value {
    let walked = stackwalk(&sample(name), symbols(), MAX_FRAMES).unwrap();
    let mut json = Vec::new();
    walked.write_json(&mut json).unwrap();
    serde_json::from_slice(&json).unwrap()
}

#[test]
fn a_report_is_what_minidump_stackwalk_prints() {
    let expected = std::fs::read(sample("crashy-segv.json")).unwrap();
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    assert_eq!(json_in_this_process("crashy-segv.dmp"), expected);
}

#[test]
fn a_worker_reports_what_this_process_does() {
    for name in SAMPLES {
        let output = runtime()
            .block_on(process(&sample(name), &Limits::default()))
            .unwrap();
        let json: Value = serde_json::from_slice(&output.json).unwrap();
        assert_eq!(json, json_in_this_process(name), "{name}");
        let walked = stackwalk(&sample(name), symbols(), MAX_FRAMES).unwrap();
        let mut text = Vec::new();
        walked.write_text(&mut text).unwrap();
        assert!(output.text == text, "{name}");
    }
}

#[test]
fn a_program_is_its_own_worker() {
    let output = Command::new(program())
        .arg("--symbols")
        .args(symbols())
        .arg(sample("crashy-segv.dmp"))
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "store_name in crashy\n"
    );
}

#[test]
fn the_summary_names_the_place() {
    let output = runtime().block_on(process(&sample("crashy-segv.dmp"), &Limits::default()));
    let summary = output.unwrap().report.summary();
    let frames: Vec<_> = summary
        .frames
        .iter()
        .take(5)
        .map(|frame| (frame.function.as_deref().unwrap(), frame.line.unwrap()))
        .collect();
    assert_eq!(
        frames,
        [
            ("store_name", 12),
            ("copy_field", 17),
            ("parse_line", 23),
            ("load_config", 32),
            ("main", 52)
        ]
    );
    assert_eq!(summary.reason.as_deref(), Some("SIGSEGV / SEGV_MAPERR"));
    assert_eq!(summary.thread_name.as_deref(), Some("crashy"));
    let files = |modules: &[ModuleIds]| -> Vec<_> {
        let files = modules.iter().map(|module| module.debug_file.clone());
        files.map(Option::unwrap).collect()
    };
    assert_eq!(files(&summary.modules_with_symbols), ["crashy"]);
    assert_eq!(
        files(&summary.modules_without_symbols),
        ["libc.so.6", "ld-linux-x86-64.so.2"]
    );
    assert_eq!(
        summary.modules_without_symbols[0].debug_id.as_deref(),
        Some("EC61AC938E5A39B16F9FBD350E3169A50")
    );
}

#[test]
fn samples_have_signatures() {
    let signatures = SAMPLES.map(|name| {
        let report = serde_json::from_value(json_in_this_process(name)).unwrap();
        Rules::default()
            .signature(&ProtoSignature::of(&report))
            .to_string()
    });
    assert_eq!(
        signatures,
        [
            "abort | copy_field",
            "store_name",
            "crashtest.exe@0x7a9a3",
            "crash@0x1d72",
            "crashy@0x3f8a",
            "CrashFunction",
        ]
    );
}

#[test]
fn a_broken_dump_is_malformed() {
    for name in ["invalid-range.dmp", "invalid-record-count.dmp", "README.md"] {
        let failure = runtime()
            .block_on(process(&sample(name), &Limits::default()))
            .unwrap_err();
        let Failure::Malformed(reason) = failure else {
            panic!("{name}: {failure:?}");
        };
        assert!(reason.starts_with("not a usable minidump: "), "{reason}");
    }
}

#[test]
fn a_dump_that_is_not_there_is_nobodys_fault() {
    let none = sample("none.dmp");
    assert!(matches!(
        stackwalk(&none, vec![], 1),
        Err(StackwalkError::Unreadable(_))
    ));
    let failure = runtime()
        .block_on(process(&none, &Limits::default()))
        .unwrap_err();
    assert!(matches!(failure, Failure::Io(_)), "{failure:?}");
}
