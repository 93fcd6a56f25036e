//! What a client sends: a dump, what it tells of the crash, and files beside it.
//!
//! Files stream into the blob store as they come; texts are bounded where they are kept.

use axum::extract::Request;
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, TryStreamExt};
use model::FieldErrors;
use multipart::{Boundary, Limits, Multipart, PartHead};
use service::{
    Annotations, BlobWriter, Dumps, MAX_ANNOTATION_BYTES, MAX_ANNOTATIONS_JSON_BYTES,
    MAX_SENTRY_EVENT_BYTES, OriginalName, Service, SubmittedFiles, UploadedAttachment,
    UploadedFile,
};
use uuid::Uuid;

use super::{KEY, SENTRY_KEY};
use crate::api::upload_body::{self, Chunks, form_error, part_chunks};
use crate::error::{ApiError, Result};

/// The dump's field, by the names that clients have for it.
const DUMP_FIELDS: [&str; 4] = ["upload_file_minidump", "minidump", "upload_file", "dump"];
/// Of a dump that comes without a name.
const DUMP_NAME: &str = "minidump.dmp";
/// Of a file beside it whose name is none.
const ATTACHMENT_NAME: &str = "attachment";
/// Firefox tells everything in a JSON object.
const EXTRA: &str = "extra";
/// What sentry-native tells, in `MessagePack`.
const SENTRY_EVENT: &str = "__sentry-event";
/// More are read, and left out.
const MAX_ATTACHMENTS: usize = 64;
/// How the second line of a form begins.
const PART_HEAD: &[u8] = b"Content-Disposition:";
/// The first line of a form, and the beginning of its second one, are not longer.
const START_BYTES: usize = 256;

const NO_DUMP: &str =
    "There is no minidump in this report: send it as the file upload_file_minidump.";

type Form<'a> = Multipart<Chunks<'a>>;

/// Reads a report: a form, or the bytes of a dump alone.
pub(super) async fn read(service: &Service, request: Request) -> Result<SubmittedFiles> {
    let mut reader = Reader {
        dumps: &service.dumps,
        dump: None,
        attachments: Vec::new(),
        annotations: Annotations::default(),
    };
    let query = request.uri().query().unwrap_or_default();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        if ![KEY, SENTRY_KEY].contains(&name.as_ref()) {
            reader.annotations.add(&name, &text);
        }
    }
    let Some((media_type, mut body)) = upload_body::open(service, request).await? else {
        return Err(no_dump());
    };
    if media_type.essence().starts_with("multipart/") {
        let boundary = media_type.boundary()?;
        let mut form = open_form(body.by_ref().boxed(), &boundary);
        reader.read_parts(&mut form, Nesting::Outer).await?;
        drop(form);
        upload_body::read_epilogue(&mut body).await?;
    } else {
        let content = reader.read_file(body.boxed(), Bytes::new()).await?;
        reader.keep_dump(DUMP_NAME, content).await?;
    }
    reader.finish()
}

/// However many parts there are, and however their names are written, a crash is worth keeping.
fn open_form<'a>(body: Chunks<'a>, boundary: &Boundary) -> Form<'a> {
    let limits = Limits {
        max_parts: usize::MAX,
        ..Limits::default()
    };
    Multipart::new(body, boundary, limits).with_lossy_heads()
}

struct Reader<'a> {
    dumps: &'a Dumps,
    dump: Option<UploadedFile>,
    attachments: Vec<UploadedAttachment>,
    annotations: Annotations,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nesting {
    Outer,
    /// Old Electron puts a whole form where the dump should be.
    Inner,
}

/// What a part of a form is.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Dump(String),
    Attachment(String),
    SentryEvent(String),
    Json(String),
    Text(String),
}

impl Part {
    fn of(head: PartHead) -> Self {
        let name = head.name.unwrap_or_default();
        let filename = head.filename.filter(|filename| !filename.is_empty());
        let is_json = || {
            let media_type = head.content_type.as_deref().unwrap_or_default();
            media_type.trim().starts_with("application/json")
        };
        if DUMP_FIELDS.contains(&name.as_str()) {
            Self::Dump(filename.unwrap_or_else(|| DUMP_NAME.to_owned()))
        } else if name == EXTRA && is_json() {
            Self::Json(name)
        } else if name == SENTRY_EVENT {
            Self::SentryEvent(filename.unwrap_or(name))
        } else if let Some(filename) = filename {
            Self::Attachment(filename)
        } else {
            Self::Text(name)
        }
    }
}

impl Reader<'_> {
    async fn read_parts(&mut self, form: &mut Form<'_>, nesting: Nesting) -> Result<()> {
        while let Some(head) = form.next_part().await.map_err(form_error)? {
            match Part::of(head) {
                Part::Dump(name) => self.read_dump(form, &name, nesting).await?,
                Part::Attachment(name) => {
                    let content = self.read_file(part_chunks(form), Bytes::new()).await?;
                    self.keep_attachment(&name, content).await?;
                }
                Part::SentryEvent(name) => self.read_sentry_event(form, &name).await?,
                Part::Json(name) => {
                    let text = read_text(form, MAX_ANNOTATIONS_JSON_BYTES).await?;
                    self.annotations.add_json(&name, &text);
                }
                Part::Text(name) => {
                    let text = read_text(form, MAX_ANNOTATION_BYTES).await?;
                    self.annotations.add(&name, &text);
                }
            }
        }
        Ok(())
    }

    async fn read_dump(&mut self, form: &mut Form<'_>, name: &str, nesting: Nesting) -> Result<()> {
        let start = read_start(form).await?;
        if let Some(boundary) = inner_boundary(&start)
            && nesting == Nesting::Outer
        {
            let rest = futures::stream::once(async { Ok(start) }).chain(part_chunks(form));
            let mut inner = open_form(rest.boxed(), &boundary);
            return Box::pin(self.read_parts(&mut inner, Nesting::Inner)).await;
        }
        let content = self.read_file(part_chunks(form), start).await?;
        self.keep_dump(name, content).await
    }

    async fn read_file(&mut self, mut rest: Chunks<'_>, start: Bytes) -> Result<BlobWriter> {
        let mut content = self.dumps.begin_file();
        content.write(&start).await?;
        while let Some(chunk) = rest.try_next().await? {
            content.write(&chunk).await?;
        }
        Ok(content)
    }

    /// It is read, and kept beside the dump as it came.
    async fn read_sentry_event(&mut self, form: &mut Form<'_>, name: &str) -> Result<()> {
        let mut content = self.dumps.begin_file();
        let mut event = Vec::new();
        while let Some(chunk) = form.next_chunk().await.map_err(form_error)? {
            content.write(&chunk).await?;
            let room = MAX_SENTRY_EVENT_BYTES - event.len();
            event.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        self.annotations.add_sentry_event(&event);
        self.keep_attachment(name, content).await
    }

    /// The first dump is the report's; what else is called one lies beside it.
    async fn keep_dump(&mut self, name: &str, content: BlobWriter) -> Result<()> {
        if self.dump.is_some() {
            return self.keep_attachment(name, content).await;
        }
        let original_name = OriginalName::parse(name).or_else(|| OriginalName::parse(DUMP_NAME));
        self.dump = original_name.map(|original_name| UploadedFile {
            original_name,
            content,
        });
        Ok(())
    }

    async fn keep_attachment(&mut self, name: &str, content: BlobWriter) -> Result<()> {
        let name = OriginalName::parse(name).or_else(|| OriginalName::parse(ATTACHMENT_NAME));
        if content.size() > 0
            && self.attachments.len() < MAX_ATTACHMENTS
            && let Some(original_name) = name
        {
            let file = UploadedFile {
                original_name,
                content,
            };
            self.attachments.push(file.into_attachment().await?);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<SubmittedFiles> {
        self.annotations.add_sentry_fields();
        let dump = self.dump.filter(|dump| dump.content.size() > 0);
        let dump = dump.ok_or_else(no_dump)?;
        Ok(SubmittedFiles {
            report_id: report_id(&dump.original_name, &self.annotations),
            dump,
            attachments: self.attachments,
            annotations: self.annotations,
        })
    }
}

/// Crashpad names the file by the report's id, and Sentry's clients tell the event's.
fn report_id(name: &OriginalName, annotations: &Annotations) -> Option<Uuid> {
    let stem = name.as_str().split('.').next();
    [stem, annotations.get("sentry[event_id]")]
        .into_iter()
        .flatten()
        .find_map(|text| Uuid::parse_str(text).ok())
        .filter(|id| !id.is_nil())
}

/// The beginning of a file: enough to see whether it is a form.
async fn read_start(form: &mut Form<'_>) -> Result<Bytes> {
    let mut start = BytesMut::new();
    while start.len() < START_BYTES {
        match form.next_chunk().await.map_err(form_error)? {
            Some(chunk) if start.is_empty() && chunk.len() >= START_BYTES => {
                return Ok(chunk);
            }
            Some(chunk) => start.extend_from_slice(&chunk),
            None => break,
        }
    }
    Ok(start.freeze())
}

/// The boundary of a form that begins so; `None` for anything else, such as a log whose first
/// line is one of dashes.
fn inner_boundary(start: &[u8]) -> Option<Boundary> {
    let text = start.strip_prefix(b"--")?;
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let (line, head) = (&text[..end], &text[end + 1..]);
    let is_head = head
        .get(..PART_HEAD.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(PART_HEAD));
    if !is_head {
        return None;
    }
    let text = str::from_utf8(line).ok()?.trim_end();
    if text.contains(['"', '\\']) {
        return None;
    }
    Boundary::from_content_type(&format!("multipart/form-data; boundary=\"{text}\"")).ok()
}

/// As much of a text as is kept.
async fn read_text(form: &mut Form<'_>, max_bytes: usize) -> Result<String> {
    let mut text = Vec::new();
    while let Some(chunk) = form.next_chunk().await.map_err(form_error)? {
        let room = max_bytes.saturating_sub(text.len());
        text.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn no_dump() -> ApiError {
    FieldErrors::of("upload_file_minidump", NO_DUMP).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, filename: Option<&str>, content_type: Option<&str>) -> Part {
        Part::of(PartHead {
            name: Some(name.to_owned()),
            filename: filename.map(str::to_owned),
            content_type: content_type.map(str::to_owned),
        })
    }

    #[test]
    fn parts_are_told_apart_by_name_and_file_name() {
        let text = |text: &str| text.to_owned();
        let dump = Part::Dump(text("a.dmp"));
        assert_eq!(part("upload_file_minidump", Some("a.dmp"), None), dump);
        let nameless = Part::Dump(text(DUMP_NAME));
        assert_eq!(part("upload_file_minidump", None, None), nameless);
        let browser = "upload_file_minidump_browser";
        assert_eq!(
            part(browser, Some("b.dmp"), None),
            Part::Attachment(text("b.dmp"))
        );
        assert_eq!(
            part("app.log", Some("app.log"), None),
            Part::Attachment(text("app.log"))
        );
        assert_eq!(part("ver", None, None), Part::Text(text("ver")));
        assert_eq!(
            part("__sentry-event", Some("event"), None),
            Part::SentryEvent(text("event"))
        );
        let json = Some("application/json; charset=utf-8");
        assert_eq!(
            part("extra", Some("extra.json"), json),
            Part::Json(text("extra"))
        );
    }

    #[test]
    fn a_form_within_begins_with_its_boundary() {
        let boundary = |text: &str| inner_boundary(text.as_bytes());
        let expected = Boundary::from_content_type("multipart/form-data; boundary=--XX").ok();
        assert_eq!(
            boundary("----XX\r\nContent-Disposition: form-data"),
            expected
        );
        for text in [
            "MDMP--",
            "--",
            "--no line",
            "--a\"b\r\nContent-Disposition: form-data",
            "-\r\nContent-Disposition: form-data",
            "--- Crash log ---\nMore of it",
            "---\nkey: value",
            "-- MySQL dump\n",
        ] {
            assert_eq!(boundary(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_named_by_an_id_tells_it() {
        let id = |name: &str, event: &str| {
            let mut annotations = Annotations::default();
            annotations.add("sentry[event_id]", event);
            let name = OriginalName::parse(name).expect("a name");
            report_id(&name, &annotations).map(|id| id.simple().to_string())
        };
        let event = "c993f8a2b44d4a7a8c1d1f5b0f6f2a01";
        let named = id("d5239940-4679-488b-8844-6f553b415887.dmp", event);
        assert_eq!(named.as_deref(), Some("d52399404679488b88446f553b415887"));
        assert_eq!(id("app.dmp", event).as_deref(), Some(event));
        assert_eq!(id("00000000-0000-0000-0000-000000000000.dmp", ""), None);
        assert_eq!(id("app.dmp", ""), None);
    }
}
