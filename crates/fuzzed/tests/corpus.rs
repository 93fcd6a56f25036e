//! What fuzzing began with and has found, through the same functions on stable Rust.

use std::path::Path;

fn replay(name: &str, parse: fn(&[u8])) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("fuzz/corpus").join(name);
    let mut samples = 0;
    for entry in std::fs::read_dir(&folder).expect("there is a corpus") {
        let path = entry.expect("it can be listed").path();
        let bytes = std::fs::read(&path).expect("it can be read");
        // Told when it fails.
        println!("{}", path.display());
        parse(&bytes);
        for end in (0..bytes.len()).step_by(bytes.len() / 16 + 1) {
            parse(&bytes[..end]);
        }
        samples += 1;
    }
    assert!(samples > 0, "{} is empty", folder.display());
}

#[test]
fn minidumps() {
    replay("process", fuzzed::process);
}

#[test]
fn forms() {
    replay("multipart", fuzzed::multipart);
}

#[test]
fn sentry_events() {
    replay("sentry_event", fuzzed::sentry_event);
}

#[test]
fn heads_of_symbol_files() {
    replay("symbol_head", fuzzed::symbol_head);
}
