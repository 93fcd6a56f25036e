//! The scanner against bodies that are cut into chunks in every way.

use std::iter;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::delimiter::MAX_PADDING_BYTES;

/// Its dashes let almost every run of `CRLF`, `-` and `b` look like a delimiter line.
const BOUNDARY: &str = "-b";
const NEEDLE: &[u8] = b"\r\n---b";
const LIMITS: Limits = Limits {
    max_preamble_bytes: 32,
    max_head_bytes: 64,
    max_parts: 8,
};

/// What came out of a body, as far as it was read.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    parts: Vec<Part>,
    end: End,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    head: Vec<u8>,
    content: Vec<u8>,
    is_complete: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Closed,
    Truncated,
    Exceeded(Exceeded),
}

fn scanner() -> Scanner {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let boundary = Boundary::from_content_type(&content_type).expect("a valid boundary");
    Scanner::new(&boundary, LIMITS)
}

fn scan(chunks: impl IntoIterator<Item = Bytes>) -> Outcome {
    let mut scanner = scanner();
    let mut parts = Vec::new();
    for chunk in chunks {
        scanner.push(chunk);
        if let Poll::Ready(end) = pull(&mut scanner, &mut parts) {
            return Outcome { parts, end };
        }
        assert_retains_little(&scanner);
    }
    Outcome {
        parts,
        end: End::Truncated,
    }
}

fn scan_whole(body: &[u8]) -> Outcome {
    scan([Bytes::copy_from_slice(body)])
}

/// Pulls all there is before the scanner needs more input.
fn pull(scanner: &mut Scanner, parts: &mut Vec<Part>) -> Poll<End> {
    loop {
        let open = parts.last_mut().filter(|part| !part.is_complete);
        if let Some(part) = open {
            match scanner.next_content() {
                Poll::Ready(Some(content)) => {
                    assert!(!content.is_empty());
                    part.content.extend_from_slice(&content);
                }
                Poll::Ready(None) => part.is_complete = true,
                Poll::Pending => return Poll::Pending,
            }
            continue;
        }
        match scanner.next_head() {
            Ok(Poll::Ready(Some(head))) => parts.push(Part {
                head,
                content: Vec::new(),
                is_complete: false,
            }),
            Ok(Poll::Ready(None)) => return Poll::Ready(End::Closed),
            Ok(Poll::Pending) => return Poll::Pending,
            Err(exceeded) => return Poll::Ready(End::Exceeded(exceeded)),
        }
    }
}

/// Asserts the bound that the crate's documentation states, between two chunks.
fn assert_retains_little(scanner: &Scanner) {
    let longest_delimiter_line = NEEDLE.len() + MAX_PADDING_BYTES + "\r\n".len();
    let bound = LIMITS.max_head_bytes.max(longest_delimiter_line);
    assert!(scanner.input.is_empty());
    assert!(scanner.held.len() < bound);
    // A vector may double as it grows.
    assert!(scanner.held.capacity() <= 2 * bound);
}

/// Cuts a body into chunks of the given sizes, used over and over; empty ones among them.
fn cut(body: &[u8], sizes: &[usize]) -> Vec<Bytes> {
    let mut rest = Bytes::copy_from_slice(body);
    let mut sizes = sizes.iter().cycle();
    iter::from_fn(|| {
        let size = sizes.next().expect("at least one size");
        (!rest.is_empty()).then(|| rest.split_to(rest.len().min(*size)))
    })
    .collect()
}

fn cut_into_bytes(body: &[u8]) -> Vec<Bytes> {
    cut(body, &[1])
}

fn encode(parts: &[Part]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(b"---b\r\n");
        body.extend_from_slice(&part.head);
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"---b--");
    body
}

fn part(head: &str, content: &str) -> Part {
    Part {
        head: head.into(),
        content: content.into(),
        is_complete: true,
    }
}

fn closed(parts: Vec<Part>) -> Outcome {
    Outcome {
        parts,
        end: End::Closed,
    }
}

/// Whether a delimiter line would be found in this, framed as the contents of a part. Written
/// naively, to check the scanner against.
fn holds_delimiter(content: &[u8]) -> bool {
    let framed = [b"\r\n", content, b"\r\n"].concat();
    (0..framed.len()).any(|start| {
        let Some(tail) = framed[start..].strip_prefix(NEEDLE) else {
            return false;
        };
        let padding = tail.iter().take_while(|byte| b" \t".contains(byte)).count();
        tail.starts_with(b"--")
            || padding <= MAX_PADDING_BYTES && tail[padding..].starts_with(b"\r\n")
    })
}

fn fragment() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::sample::select(vec![
            "\r",
            "\n",
            "\r\n",
            "-",
            "--",
            "---b",
            "b",
            " ",
            "\t",
            "\r\n---b",
            "\r\n---b-",
            "\r\n---b\r",
            "\r\n---b ",
            "\r\n---bb",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        vec(any::<u8>(), 1..4),
    ]
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    vec(fragment(), 0..12)
        .prop_map(|fragments| fragments.concat())
        .prop_filter("holds a delimiter line", |content| {
            !holds_delimiter(content)
        })
}

fn form() -> impl Strategy<Value = Vec<Part>> {
    let head = "([a-z]{1,8}: [ -~]{0,12}\r\n){0,2}\r\n";
    vec((head, content()), 0..5).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(head, content)| Part {
                head: head.into_bytes(),
                content,
                is_complete: true,
            })
            .collect()
    })
}

fn preamble() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        content()
            .prop_map(|content| [&content, b"\r\n".as_slice()].concat())
            .prop_filter("goes over the limit", |preamble| {
                preamble.len() <= LIMITS.max_preamble_bytes
            }),
    ]
}

/// Bodies that are no form, or begin like one.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let delimiter = prop::sample::select(vec![
        "---b\r\n",
        "\r\n---b\r\n",
        "\r\n---b\r\n\r\n",
        "\r\n---b--",
    ])
    .prop_map(|text| text.as_bytes().to_vec());
    vec(prop_oneof![4 => fragment(), 1 => delimiter], 0..40)
        .prop_map(|fragments| fragments.concat())
}

fn chunk_sizes() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![vec(1..4_usize, 1..8), vec(0..40_usize, 1..8)]
        .prop_filter("never gets on", |sizes| sizes.iter().any(|&size| size > 0))
}

proptest! {
    #[test]
    fn parts_survive_every_chunking(
        preamble in preamble(),
        form in form(),
        epilogue in content(),
        sizes in chunk_sizes(),
    ) {
        let body = [preamble, encode(&form), epilogue].concat();
        prop_assert_eq!(scan_whole(&body), closed(form.clone()));
        prop_assert_eq!(scan(cut(&body, &sizes)), closed(form.clone()));
        prop_assert_eq!(scan(cut_into_bytes(&body)), closed(form));
    }

    #[test]
    fn chunking_never_matters(body in soup(), sizes in chunk_sizes()) {
        let whole = scan_whole(&body);
        prop_assert_eq!(&scan(cut(&body, &sizes)), &whole);
        prop_assert_eq!(&scan(cut_into_bytes(&body)), &whole);
    }

    #[test]
    fn arbitrary_bytes_are_retained_within_the_bound(
        body in vec(any::<u8>(), 0..512),
        sizes in chunk_sizes(),
    ) {
        prop_assert_eq!(scan(cut(&body, &sizes)), scan_whole(&body));
    }

    #[test]
    fn truncated_body_never_completes(form in form()) {
        let body = encode(&form);
        for end in 0..body.len() {
            let outcome = scan_whole(&body[..end]);
            prop_assert_eq!(outcome.end, End::Truncated);
            prop_assert!(outcome.parts.len() <= form.len());
            for (read, sent) in outcome.parts.iter().zip(&form) {
                prop_assert_eq!(&read.head, &sent.head);
                prop_assert!(sent.content.starts_with(&read.content));
                prop_assert!(!read.is_complete || read.content == sent.content);
            }
        }
    }
}

#[test]
fn contents_are_slices_of_the_chunk() {
    let mut scanner = scanner();
    let body = Bytes::from_static(b"---b\r\n\r\n--- lookalikes \r\n---bb\r\n---b--");
    scanner.push(body.clone());
    assert!(matches!(scanner.next_head(), Ok(Poll::Ready(Some(_)))));

    let Poll::Ready(Some(content)) = scanner.next_content() else {
        panic!("the content is there");
    };
    assert_eq!(content, "--- lookalikes \r\n---bb");
    assert!(body.as_ptr_range().contains(&content.as_ptr()));
    assert_eq!(scanner.next_content(), Poll::Ready(None));
}

/// A slice, even an empty one, would keep the whole chunk in memory.
#[test]
fn chunk_is_released_once_it_is_used_up() {
    let mut scanner = scanner();
    let mut parts = Vec::new();
    for text in [
        "preamble",
        "\r\n---b",
        "\r\n",
        "head\r\n\r\n",
        "content\r",
        "\n---",
        "b--epilogue",
    ] {
        let chunk = Bytes::from(text.as_bytes().to_vec());
        scanner.push(chunk.clone());
        let end = pull(&mut scanner, &mut parts);
        assert_eq!(end.is_ready(), text.ends_with("epilogue"));
        assert!(chunk.is_unique(), "{text:?}");
    }
    assert_eq!(parts, [part("head\r\n\r\n", "content")]);
}

#[test]
fn head_ends_at_the_first_blank_line() {
    for head in ["a\r\r\n\r\n", "a\r\n\r\r\n\r\n", "\ra\n\r\n\r\n"] {
        let form = vec![part(head, "\r\n\r\n")];
        assert_eq!(scan_whole(&encode(&form)), closed(form));
    }
}

#[test]
fn part_may_be_empty() {
    for body in [
        "---b\r\n\r\n\r\n---b--",
        // The blank line's CRLF serves as the delimiter's.
        "---b\r\n\r\n---b--",
    ] {
        let expected = closed(vec![part("\r\n", "")]);
        assert_eq!(scan_whole(body.as_bytes()), expected, "{body:?}");
    }
}

#[test]
fn body_may_have_no_parts() {
    assert_eq!(scan_whole(b"---b--"), closed(vec![]));
    assert_eq!(scan_whole(b"preamble\r\n---b--\r\n"), closed(vec![]));
}

#[test]
fn line_breaks_at_the_end_of_content_are_kept() {
    for content in ["\r", "\r\n", "a\r", "a\r\n", "a\r\n\r\n", "a\n"] {
        let form = vec![part("\r\n", content), part("\r\n", content)];
        assert_eq!(scan(cut_into_bytes(&encode(&form))), closed(form));
    }
}

#[test]
fn nothing_after_the_closing_delimiter_counts() {
    let body = [encode(&[part("\r\n", "a")]), encode(&[part("\r\n", "b")])].concat();
    assert_eq!(scan_whole(&body), closed(vec![part("\r\n", "a")]));
}

#[test]
fn empty_body_is_truncated() {
    assert_eq!(scan([]).end, End::Truncated);
}

#[test]
fn preamble_is_bounded() {
    let body = |bytes: usize| [".".repeat(bytes).as_bytes(), b"\r\n---b--"].concat();
    let max = LIMITS.max_preamble_bytes;
    for sizes in [&[1], &[usize::MAX]] {
        let longest = scan(cut(&body(max), sizes));
        assert_eq!(longest, closed(vec![]));
        let too_long = scan(cut(&body(max + 1), sizes));
        assert_eq!(too_long.end, End::Exceeded(Exceeded::Preamble));
    }
}

#[test]
fn head_is_bounded() {
    let blank_line = "\r\n\r\n";
    let longest = ".".repeat(LIMITS.max_head_bytes - blank_line.len()) + blank_line;
    let form = vec![part(&longest, "a"), part(&longest, "b")];
    assert_eq!(scan(cut_into_bytes(&encode(&form))), closed(form));

    let too_long = encode(&[part(&format!(".{longest}"), "a")]);
    assert_eq!(scan_whole(&too_long).end, End::Exceeded(Exceeded::Head));
}

#[test]
fn unterminated_head_ends_the_scan_at_once() {
    let endless = iter::once("---b\r\n".into()).chain(iter::repeat(Bytes::from_static(b"head")));
    assert_eq!(scan(endless).end, End::Exceeded(Exceeded::Head));
}

#[test]
fn endless_preamble_ends_the_scan_at_once() {
    for preamble in [".", "\r\n---b.", "\r\n---b .", "\r"] {
        let endless = iter::repeat(Bytes::from_static(preamble.as_bytes()));
        assert_eq!(scan(endless).end, End::Exceeded(Exceeded::Preamble));
    }
}

#[test]
fn parts_are_bounded() {
    let parts = |count: usize| iter::repeat_n(part("\r\n", ""), count).collect::<Vec<_>>();
    let most = parts(LIMITS.max_parts);
    assert_eq!(scan_whole(&encode(&most)), closed(most));

    let too_many = scan_whole(&encode(&parts(LIMITS.max_parts + 1)));
    assert_eq!(too_many.end, End::Exceeded(Exceeded::Parts));
    assert_eq!(too_many.parts.len(), LIMITS.max_parts);
}

#[test]
fn exceeded_limit_stays_exceeded() {
    let long = ".".repeat(100);
    for (body, exceeded) in [
        (long.clone(), Exceeded::Preamble),
        (format!("---b\r\n{long}"), Exceeded::Head),
    ] {
        let mut scanner = scanner();
        scanner.push(body.into());
        assert_eq!(scanner.next_head(), Err(exceeded));
        assert_eq!(scanner.next_head(), Err(exceeded));
    }
}

/// Inputs on which a scanner that looks at bytes again and again would hardly come to an end.
#[test]
fn work_is_linear() {
    let chunk_bytes = 64 * 1024;
    for (lookalike, chunks) in [
        ("\r\n-", 1024),
        ("\r\n---b .", 64),
        ("\r\n---b-", 64),
        ("\r", 64),
        ("-", 64),
    ] {
        let chunk = Bytes::from(lookalike.repeat(chunk_bytes / lookalike.len()));
        let content_bytes = count_content_bytes(iter::repeat_n(chunk.clone(), chunks));
        assert_eq!(content_bytes, chunks * chunk.len());
        assert_eq!(count_content_bytes(cut_into_bytes(&chunk)), chunk.len());
    }
}

fn count_content_bytes(chunks: impl IntoIterator<Item = Bytes>) -> usize {
    let mut scanner = scanner();
    scanner.push("---b\r\n\r\n".into());
    assert!(matches!(scanner.next_head(), Ok(Poll::Ready(Some(_)))));
    let mut content_bytes = 0;
    for chunk in chunks.into_iter().chain(["\r\n---b--".into()]) {
        scanner.push(chunk);
        while let Poll::Ready(Some(content)) = scanner.next_content() {
            content_bytes += content.len();
        }
        assert_retains_little(&scanner);
    }
    assert!(matches!(scanner.state, State::Closed));
    content_bytes
}
