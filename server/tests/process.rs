//! `crash-store process`, as it is started.

// A test says in its name what is expected; `expect` would only repeat it.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here is the failure of a test"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use processing::{Failure, Limits, worker};
use serde_json::Value;

const BINARY: &str = env!("CARGO_BIN_EXE_crash-store");

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/processing/tests/data")
        .join(name)
}

fn process(file: &Path, arguments: &[&str]) -> Output {
    Command::new(BINARY)
        .arg("process")
        .arg("--symbols")
        .arg(sample("symbols"))
        .args(arguments)
        .arg(file)
        .output()
        .unwrap()
}

#[test]
fn text_names_the_crash() {
    for format in [&[][..], &["--text"]] {
        let output = process(&sample("crashy-segv.dmp"), format);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success());
        assert!(
            text.contains("Crash reason:  SIGSEGV / SEGV_MAPERR"),
            "{text}"
        );
        assert!(text.contains("crashy!copy_field [crashy.c : 17"), "{text}");
    }
}

#[test]
fn json_is_that_of_minidump_stackwalk() {
    let output = process(&sample("crashy-segv.dmp"), &["--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = std::fs::read(sample("crashy-segv.json")).unwrap();
    assert_eq!(json, serde_json::from_slice::<Value>(&expected).unwrap());
}

#[test]
fn what_is_no_minidump_is_named() {
    let output = process(&sample("crashy-segv.json"), &[]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.ends_with("crashy-segv.json: This is JSON, not a dump.\n"),
        "{message}"
    );
    let output = process(&sample("none.dmp"), &[]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("cannot read "), "{message}");
}

#[test]
fn frames_are_kept_up_to_a_number() {
    let output = process(&sample("crashy-segv.dmp"), &["--max-frames", "2"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("Thread 0 has more frames than these 2."),
        "{text}"
    );
}

#[tokio::test]
async fn the_binary_is_its_own_worker() {
    let symbols = [sample("symbols")];
    let limits = Limits::default();
    let file = sample("crashy-segv.dmp");
    let run = worker::run(Path::new(BINARY), &file, &symbols, &limits);
    let place = run.await.unwrap().report.summary().place.unwrap();
    assert_eq!(place.function.as_deref(), Some("store_name"));

    let file = sample("invalid-range.dmp");
    let run = worker::run(Path::new(BINARY), &file, &symbols, &limits);
    assert!(matches!(run.await, Err(Failure::Malformed(_))));
}
