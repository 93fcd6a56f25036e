//! The parsers that read bytes of strangers, each as a function that takes any.
//!
//! A function panics when a promise is broken. `fuzz/` calls them with bytes that libFuzzer
//! makes, and the test here with those that it has found so far: stable Rust keeps what nightly
//! found out.
//!
//! To add a parser: its function here, a target of its name in `fuzz/fuzz_targets`, and a folder
//! of samples in `fuzz/corpus`.

use std::convert::Infallible;

use bytes::Bytes;
use futures::{FutureExt, stream};
use multipart::{Boundary, Limits, Multipart, PartHead};
use processing::stackwalk::stackwalk_bytes;
use service::{Annotations, parse_symbol_head};

/// Of a stack: the cost of a frame is the library's, and thousands of them find nothing new.
const MAX_FRAMES: usize = 64;

/// A minidump, walked without symbols and without the limits of a worker.
pub fn process(dump: &[u8]) {
    let Ok(walked) = stackwalk_bytes(dump, vec![], MAX_FRAMES) else {
        return;
    };
    let (mut json, mut text) = (Vec::new(), Vec::new());
    walked.write_json(&mut json).expect("a Vec takes it");
    walked.write_text(&mut text).expect("a Vec takes it");
    assert!(!json.contains(&0), "a worker ends its JSON with a NUL");
    serde_json_is_an_object(&json);
}

fn serde_json_is_an_object(json: &[u8]) {
    assert!(json.starts_with(b"{") && json.ends_with(b"}"));
}

/// A form. However its bytes are cut into chunks, it has the same parts.
pub fn multipart(body: &[u8]) {
    let whole = parts(body, body.len());
    let of_bytes = whole.iter().map(|(_, content)| content.len());
    assert!(of_bytes.sum::<usize>() <= body.len());
    for length in [1, 7] {
        assert_eq!(parts(body, length), whole, "in pieces of {length}");
    }
}

/// The parts that come before the end or the first error.
fn parts(body: &[u8], chunk_bytes: usize) -> Vec<(PartHead, Vec<u8>)> {
    let boundary = Boundary::from_content_type("multipart/form-data; boundary=XX");
    let boundary = boundary.expect("it is good");
    let chunks = body.chunks(chunk_bytes.max(1)).map(Bytes::copy_from_slice);
    let chunks = stream::iter(chunks.map(Ok::<_, Infallible>));
    let mut form = Multipart::new(chunks, &boundary, Limits::default());
    let mut parts = Vec::new();
    while let Ok(Some(head)) = now(form.next_part()) {
        let mut content = Vec::new();
        loop {
            match now(form.next_chunk()) {
                Ok(Some(chunk)) => content.extend_from_slice(&chunk),
                Ok(None) => break,
                // How much came before an error depends on the chunks.
                Err(_) => return parts,
            }
        }
        parts.push((head, content));
    }
    parts
}

/// The outcome of what never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("all of it is there")
}

/// What sentry-native tells, and what Firefox does.
pub fn sentry_event(event: &[u8]) {
    let mut annotations = Annotations::default();
    annotations.add_sentry_event(event);
    let text = String::from_utf8_lossy(event);
    annotations.add("sentry", &text);
    annotations.add_sentry_fields();
    annotations.add_json("extra", &text);
}

/// The first lines of a symbol file.
pub fn symbol_head(head: &[u8]) {
    if let Ok(module) = parse_symbol_head(head) {
        assert!(!module.debug_file.as_str().contains('/'));
    }
}
