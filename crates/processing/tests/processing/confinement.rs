//! What a worker cannot do.

use std::process::Command;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use processing::Limits;

use crate::support::{has_ended, program, runtime, until};

#[test]
fn a_worker_can_read_its_dump_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("probe");
    std::fs::write(&file, "not a dump").unwrap();
    let output = Command::new(program())
        .args([
            "process",
            "--worker",
            &serde_json::to_string(&Limits::default()).unwrap(),
        ])
        .arg(&file)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let told: Vec<_> = told.lines().skip(1).collect();
    // Whether files can be read depends on the kernel: it may not know Landlock.
    assert_eq!(told.first(), Some(&"read the dump: allowed"));
    let refused = [
        "write a file: refused",
        "make a file: refused",
        "remove a file: refused",
        "list a folder: refused",
        "start a program: refused",
        "start a thread: refused",
        "listen: refused",
        "send: refused",
    ];
    assert_eq!(told[2..], refused);
    if has_landlock() {
        assert_eq!(told[1], "read another file: refused");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_worker_lets_everything_else_go_first() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    mkfifo(&pipe, Mode::S_IRUSR | Mode::S_IWUSR).unwrap();
    let mut parent = Command::new(program()).arg(&pipe).spawn().unwrap();
    runtime().block_on(async {
        let worker = until(|| child_of(parent.id())).await;
        until(|| is_filtered(worker).then_some(())).await;
        assert_eq!(nice_value(worker), 19);
        parent.kill().unwrap();
        parent.wait().unwrap();
        until(|| has_ended(worker).then_some(())).await;
    });
}

#[test]
fn a_worker_ends_with_its_parent() {
    // Opening a pipe to which nobody writes takes for ever.
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    mkfifo(&pipe, Mode::S_IRUSR | Mode::S_IWUSR).unwrap();
    let mut parent = Command::new(program()).arg(&pipe).spawn().unwrap();
    runtime().block_on(async {
        let worker = until(|| child_of(parent.id())).await;
        until(|| is_filtered(worker).then_some(())).await;
        parent.kill().unwrap();
        parent.wait().unwrap();
        until(|| has_ended(worker).then_some(())).await;
    });
}

fn child_of(pid: u32) -> Option<u32> {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    children.split_whitespace().next()?.parse().ok()
}

/// The filter of system calls is the last part of confinement.
fn is_filtered(pid: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    status.lines().any(|line| line == "Seccomp:\t2")
}

/// proc(5): the nineteenth field.
fn nice_value(pid: u32) -> i32 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let (_, from_third) = stat.rsplit_once(") ").unwrap();
    from_third
        .split(' ')
        .nth(16)
        .unwrap()
        .parse::<i32>()
        .unwrap()
}

fn has_landlock() -> bool {
    use landlock::{ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr};
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create)
        .is_ok()
}
