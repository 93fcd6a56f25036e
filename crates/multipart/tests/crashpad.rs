//! A request of a stock crash client, read as its server would.

use bytes::Bytes;
use futures::executor::block_on;
use futures::stream;
use multipart::{Boundary, Error, Limits, Multipart, PartHead};

const CONTENT_TYPE: &str = "multipart/form-data; \
    boundary=---MultipartBoundary-sZTSOtiqBslMIuxXkOYa7eWVS3Veaw1e---";
const BODY: &[u8] = include_bytes!("fixtures/crashpad.body");

#[test]
fn crashpad_request_gives_its_annotations_and_files() {
    let parts = block_on(read_parts()).expect("a complete body");
    assert_eq!(
        parts,
        [
            annotation("channel", "test"),
            annotation("guid", "14139331-5c40-e04b-b206-38707dcf72d8"),
            annotation("prod", "SampleApp"),
            annotation("ver", "1.2.3"),
            file("app.log", "app.log", "last log line\n"),
            file(
                "upload_file_minidump",
                "d5239940-4679-488b-8844-6f553b415887.dmp",
                "<15008 bytes of minidump>",
            ),
        ]
    );
}

async fn read_parts() -> Result<Vec<(PartHead, String)>, Error<std::convert::Infallible>> {
    let boundary = Boundary::from_content_type(CONTENT_TYPE).expect("a valid boundary");
    let chunks = BODY.chunks(64).map(|chunk| Ok(Bytes::from_static(chunk)));
    let mut multipart = Multipart::new(stream::iter(chunks), &boundary, Limits::default());
    let mut parts = Vec::new();
    while let Some(head) = multipart.next_part().await? {
        let mut content = Vec::new();
        while let Some(chunk) = multipart.next_chunk().await? {
            content.extend_from_slice(&chunk);
        }
        parts.push((head, String::from_utf8(content).expect("text")));
    }
    Ok(parts)
}

fn annotation(name: &str, value: &str) -> (PartHead, String) {
    let head = PartHead {
        name: Some(name.to_owned()),
        ..PartHead::default()
    };
    (head, value.to_owned())
}

fn file(name: &str, filename: &str, content: &str) -> (PartHead, String) {
    let head = PartHead {
        name: Some(name.to_owned()),
        filename: Some(filename.to_owned()),
        content_type: Some("application/octet-stream".to_owned()),
    };
    (head, content.to_owned())
}
