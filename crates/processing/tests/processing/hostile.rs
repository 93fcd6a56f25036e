//! Dumps and symbols that are made to be much: the report is cut, or a limit ends the worker.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use processing::worker::{self, Output};
use processing::{Failure, LimitHit, Limits};

use crate::support::{
    VICTIM_ID, dump_of_deep_stacks, dump_of_modules, process_bytes, program, runtime,
};

const MIB: usize = 1 << 20;

#[test]
fn a_gigantic_list_of_modules_meets_the_limit_of_output() {
    let dump = dump_of_modules(110_000);
    match process_bytes(&dump, &Limits::default()) {
        Err(Failure::Limit(LimitHit::Output)) => {}
        other => panic!("{:?}", other.map(|output| output.json.len())),
    }
}

#[test]
fn many_modules_are_a_report() {
    let output = process_bytes(&dump_of_modules(10_000), &Limits::default()).unwrap();
    assert_eq!(output.report.modules.len(), 10_000);
    assert!(output.text.len() < 4 * MIB, "{}", output.text.len());
}

#[test]
fn a_text_that_is_too_long_is_cut_and_says_so() {
    // The text of so many is larger than half of the JSON.
    let dump = dump_of_modules(1_000);
    let whole = process_bytes(&dump, &Limits::default()).unwrap();
    assert!(!String::from_utf8_lossy(&whole.text).contains("is left out"));
    // As JSON they take a little less than this, and as text far more than nothing.
    let limits = Limits {
        output_bytes: whole.json.len() as u64,
        ..Limits::default()
    };
    let same = process_bytes(&dump, &limits).unwrap();
    assert_eq!(same.json, whole.json);
    let deep = dump_of_deep_stacks(&[64 << 10; 12]);
    let output = process_bytes(&deep, &room_for_json()).unwrap();
    let text = String::from_utf8(output.text).unwrap();
    assert!(text.len() < 4 * MIB + 100, "{}", text.len());
    assert!(
        text.ends_with("The JSON has all of it.\n"),
        "{}",
        text.len()
    );
}

/// Twelve stacks of 4,096 frames have more JSON than is kept otherwise.
fn room_for_json() -> Limits {
    Limits {
        output_bytes: 64 << 20,
        ..Limits::default()
    }
}

#[test]
fn a_deep_chain_of_inlines_is_a_report() {
    let symbols = Symbols::of_inlines(5_000);
    let output = symbols.process(&dump_of_deep_stacks(&[8])).unwrap();
    let frame = &output.report.threads[0].frames[0];
    assert_eq!(frame.function.as_deref(), Some("outer"));
    assert_eq!(frame.inlines.len(), 5_000);
}

#[test]
fn deep_chains_of_inlines_in_every_frame_meet_a_limit() {
    let symbols = Symbols::of_inlines(5_000);
    match symbols.process(&dump_of_deep_stacks(&[64 << 10])) {
        Err(Failure::Limit(LimitHit::Memory)) => {}
        other => panic!("{:?}", other.map(|output| output.json.len())),
    }
}

/// A folder of symbols for the module of [`dump_of_deep_stacks`].
struct Symbols(tempfile::TempDir);

impl Symbols {
    /// A function around the repeated address, into which others are inlined, each into the one
    /// before.
    fn of_inlines(depth: usize) -> Self {
        let mut text = format!(
            "MODULE Linux x86_64 {VICTIM_ID} victim\nFILE 0 victim.c\nINLINE_ORIGIN 0 inlined\n\
             FUNC f00 200 0 outer\n"
        );
        for level in 0..depth {
            writeln!(text, "INLINE {level} 7 0 0 f00 200").unwrap();
        }
        text.push_str("f00 200 9 0\n");
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("victim").join(VICTIM_ID);
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("victim.sym"), text).unwrap();
        Self(folder)
    }

    fn process(&self, dump: &[u8]) -> Result<Output, Failure> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), dump).unwrap();
        let symbols: [PathBuf; 1] = [self.0.path().to_owned()];
        let (program, file): (PathBuf, &Path) = (program(), file.path());
        let limits = Limits {
            memory_bytes: 512 << 20,
            ..Limits::default()
        };
        runtime().block_on(worker::run(&program, file, &symbols, &limits))
    }
}
