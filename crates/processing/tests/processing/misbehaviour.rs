//! A worker that does anything but its work. `programs/misbehave` does what the dump is called.

use std::path::Path;
use std::time::Duration;

use processing::{Failure, LimitHit, Limits, worker};

use crate::support::{has_ended, runtime, until};

async fn misbehave(how: &Path, limits: &Limits) -> Failure {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/misbehave");
    worker::run(&program, how, &[], limits).await.unwrap_err()
}

fn failure_of(how: &str, limits: &Limits) -> Failure {
    runtime().block_on(misbehave(Path::new(how), limits))
}

#[test]
fn one_that_never_ends_is_ended() {
    let limits = Limits {
        wall_clock: Duration::from_millis(50),
        ..Limits::default()
    };
    let failure = failure_of("/sleep", &limits);
    assert!(
        matches!(failure, Failure::Limit(LimitHit::WallClock)),
        "{failure:?}"
    );
    assert_eq!(
        failure.to_string(),
        "processing was ended because it took too long"
    );
}

#[test]
fn one_that_writes_without_end_is_ended() {
    let failure = failure_of("/flood", &Limits::default());
    assert!(
        matches!(failure, Failure::Limit(LimitHit::Output)),
        "{failure:?}"
    );
}

#[test]
fn one_that_complains_without_end_is_ended() {
    let limits = Limits {
        wall_clock: Duration::from_millis(300),
        ..Limits::default()
    };
    let failure = failure_of("/complain", &limits);
    assert!(
        matches!(failure, Failure::Limit(LimitHit::WallClock)),
        "{failure:?}"
    );
}

#[test]
fn one_that_is_killed_has_crashed() {
    let failure = failure_of("/segv", &Limits::default());
    assert_eq!(
        failure.to_string(),
        "processing crashed (SIGSEGV): told before"
    );
}

#[test]
fn one_that_gets_no_memory_says_so() {
    let failure = failure_of("/memory", &Limits::default());
    assert!(
        matches!(failure, Failure::Limit(LimitHit::Memory)),
        "{failure:?}"
    );
}

#[test]
fn one_that_takes_too_long_to_compute_is_told_by_its_signal() {
    let failure = failure_of("/cpu", &Limits::default());
    assert!(
        matches!(failure, Failure::Limit(LimitHit::Cpu)),
        "{failure:?}"
    );
}

#[test]
fn one_that_writes_no_report_is_found_out() {
    let failure = failure_of("/garble", &Limits::default());
    assert!(matches!(failure, Failure::Garbled(_)), "{failure:?}");
}

#[test]
fn none_is_nobodys_fault() {
    let limits = Limits::default();
    let run = worker::run(Path::new("/none"), Path::new("/a"), &[], &limits);
    let failure = runtime().block_on(run).unwrap_err();
    assert!(matches!(failure, Failure::Io(_)), "{failure:?}");
}

#[test]
fn it_inherits_no_environment() {
    let Failure::Crashed { message, .. } = failure_of("/environment", &Limits::default()) else {
        panic!("it exits with 9");
    };
    // What a shell sets by itself, and what the worker is given.
    let known = |line: &str| {
        let names = ["PWD=", "OLDPWD=", "SHLVL=", "_=", "PATH=", "MIMALLOC_"];
        names.iter().any(|name| line.starts_with(name))
    };
    assert!(message.lines().all(known), "{message}");
    assert!(message.contains("PWD=/"), "{message}");
}

#[test]
fn it_ends_when_nobody_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sleep");
    std::fs::write(&file, "").unwrap();
    runtime().block_on(async {
        let run = tokio::spawn({
            let file = file.clone();
            async move { misbehave(&file, &Limits::default()).await }
        });
        let pid = until(|| {
            std::fs::read_to_string(&file)
                .unwrap()
                .trim()
                .parse::<u32>()
                .ok()
        })
        .await;
        run.abort();
        assert!(run.await.unwrap_err().is_cancelled());
        until(|| has_ended(pid).then_some(())).await;
    });
}
