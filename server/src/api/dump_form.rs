//! The body of an upload, a replacement or a change of label.
//!
//! The file streams into the blob store as it comes; what else is in the body costs a
//! few kilobytes, whatever it is.

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use model::FieldErrors;
use multipart::{Limits, Multipart, PartHead};
use service::text::NOT_A_STRING;
use service::{BlobWriter, Dumps, Label, OriginalName, Service, UploadedFile};

use super::body::{
    MAX_FIELDS, MAX_FIELDS_BYTES, TOO_MANY_FIELDS, malformed_form, open, parse_urlencoded, read,
};
use super::upload_body::{Chunks, check_room, limited, read_epilogue};
use crate::error::{ApiError, Result};

const NO_FILE: &str = "No file was submitted.";
const EMPTY_FILE: &str = "The submitted file is empty.";
const NOT_A_FILE: &str = "The submitted data was not a file. Check the encoding type on the form.";
const MAX_FILES: usize = 100;
/// A label longer than this in bytes is too long, whatever of it is padding.
const MAX_LABEL_BYTES: usize = 16 * 1024;

/// A form that must have a file. Its bytes are gone again when the form is refused.
pub(crate) async fn read_with_file(
    service: &Service,
    request: Request,
) -> Result<(UploadedFile, Option<Label>)> {
    check_room(service, request.headers()).await?;
    let sent = Sent::read(service, request).await?;
    let file = if sent.is_truncated {
        Err(NO_FILE)
    } else {
        sent.file.check().and_then(|file| file.ok_or(NO_FILE))
    };
    both(file, sent.label.check())
}

/// A form that may have a file, a label, both or nothing.
pub(crate) async fn read_any(
    service: &Service,
    request: Request,
) -> Result<(Option<UploadedFile>, Option<Label>)> {
    let sent = Sent::read(service, request).await?;
    if sent.is_truncated {
        return Err(malformed_form("the body ended before its closing boundary"));
    }
    both(sent.file.check(), sent.label.check())
}

/// File and label, or what is wrong with either.
fn both<F, L>(file: Result<F, &str>, label: Result<L, &str>) -> Result<(F, L)> {
    match (file, label) {
        (Ok(file), Ok(label)) => Ok((file, label)),
        (file, label) => {
            let mut errors = FieldErrors::default();
            errors.extend("file", file.err().map(str::to_owned));
            errors.extend("label", label.err().map(str::to_owned));
            Err(errors.into())
        }
    }
}

/// The fields as they came; of several with one name the last counts.
#[derive(Debug, Default)]
struct Sent {
    file: SentFile,
    label: SentLabel,
    /// The body ended before its closing delimiter.
    is_truncated: bool,
}

#[derive(Debug, Default)]
enum SentFile {
    #[default]
    None,
    Text,
    File(OriginalName, BlobWriter),
}

#[derive(Debug, Default)]
enum SentLabel {
    #[default]
    None,
    Text(String),
    TooLong,
    File,
}

impl SentFile {
    fn check(self) -> Result<Option<UploadedFile>, &'static str> {
        match self {
            Self::None => Ok(None),
            Self::Text => Err(NOT_A_FILE),
            Self::File(_, content) if content.size() == 0 => Err(EMPTY_FILE),
            Self::File(original_name, content) => Ok(Some(UploadedFile {
                original_name,
                content,
            })),
        }
    }
}

impl SentLabel {
    fn check(self) -> Result<Option<Label>, &'static str> {
        match self {
            Self::None => Ok(None),
            Self::Text(text) => Label::parse(&text).map(Some),
            Self::TooLong => Err(Label::TOO_LONG),
            Self::File => Err(NOT_A_STRING),
        }
    }
}

impl Sent {
    async fn read(service: &Service, request: Request) -> Result<Self> {
        let Some((media_type, body)) = open(request)? else {
            return Ok(Self::default());
        };
        match media_type.essence() {
            "multipart/form-data" => {
                let boundary = media_type.boundary()?;
                let mut body = limited(service.settings().max_upload_bytes, body);
                let form = FormReader {
                    form: Multipart::new(&mut body, &boundary, Limits::default()),
                    dumps: &service.dumps,
                    text_fields: 0,
                    files: 0,
                    text_bytes: 0,
                };
                let sent = form.read().await?;
                read_epilogue(&mut body).await?;
                Ok(sent)
            }
            "application/x-www-form-urlencoded" => Self::read_urlencoded(body).await,
            _ => Err(media_type.unsupported()),
        }
    }

    async fn read_urlencoded(body: Body) -> Result<Self> {
        let bytes = read(body).await?;
        let mut sent = Self::default();
        for (name, value) in parse_urlencoded(&bytes)? {
            match name.as_ref() {
                "file" => sent.file = SentFile::Text,
                "label" => sent.label = SentLabel::Text(value.into_owned()),
                _ => {}
            }
        }
        Ok(sent)
    }
}

/// Reads a multipart form part by part.
struct FormReader<'a> {
    form: Multipart<&'a mut Chunks<'static>>,
    dumps: &'a Dumps,
    text_fields: usize,
    files: usize,
    text_bytes: usize,
}

/// Why a form is not read on.
enum Stop {
    Truncated,
    Error(ApiError),
}

impl<E: Into<ApiError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl FormReader<'_> {
    async fn read(mut self) -> Result<Sent> {
        let mut sent = Sent::default();
        match self.read_parts(&mut sent).await {
            Ok(()) => Ok(sent),
            Err(Stop::Truncated) => Ok(Sent {
                is_truncated: true,
                ..sent
            }),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    async fn read_parts(&mut self, sent: &mut Sent) -> Result<(), Stop> {
        while let Some(head) = self.next_part().await? {
            let PartHead { name, filename, .. } = head;
            let name = name.unwrap_or_default();
            match filename.filter(|filename| !filename.is_empty()) {
                Some(filename) => self.read_file(&name, &filename, sent).await?,
                None => self.read_text(&name, sent).await?,
            }
        }
        Ok(())
    }

    async fn read_file(&mut self, name: &str, filename: &str, sent: &mut Sent) -> Result<(), Stop> {
        self.files += 1;
        if self.files > MAX_FILES {
            return Err(malformed_form("there are more files than a form may have").into());
        }
        match (name, OriginalName::parse(filename)) {
            ("file", Some(original_name)) => {
                let mut content = self.dumps.begin_file();
                while let Some(chunk) = self.next_chunk().await? {
                    content.write(&chunk).await?;
                }
                sent.file = SentFile::File(original_name, content);
            }
            ("label", _) => sent.label = SentLabel::File,
            _ => {}
        }
        Ok(())
    }

    async fn read_text(&mut self, name: &str, sent: &mut Sent) -> Result<(), Stop> {
        self.text_fields += 1;
        if self.text_fields > MAX_FIELDS {
            return Err(malformed_form(TOO_MANY_FIELDS).into());
        }
        let mut text = Vec::new();
        while let Some(chunk) = self.next_chunk().await? {
            self.text_bytes += chunk.len();
            if self.text_bytes > MAX_FIELDS_BYTES {
                return Err(ApiError::BodyTooLarge.into());
            }
            // One byte more than is allowed says that there was too much.
            let room = (MAX_LABEL_BYTES + 1).saturating_sub(text.len());
            text.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        match name {
            // A real file counts, wherever it stands.
            "file" if matches!(sent.file, SentFile::None) => sent.file = SentFile::Text,
            "label" if !matches!(sent.label, SentLabel::File) => {
                sent.label = if text.len() > MAX_LABEL_BYTES {
                    SentLabel::TooLong
                } else {
                    SentLabel::Text(String::from_utf8_lossy(&text).into_owned())
                };
            }
            _ => {}
        }
        Ok(())
    }

    async fn next_part(&mut self) -> Result<Option<PartHead>, Stop> {
        let part = self.form.next_part().await;
        part.map_err(stop)
    }

    async fn next_chunk(&mut self) -> Result<Option<Bytes>, Stop> {
        let chunk = self.form.next_chunk().await;
        chunk.map_err(stop)
    }
}

fn stop(error: multipart::Error<ApiError>) -> Stop {
    match error {
        multipart::Error::Truncated => Stop::Truncated,
        multipart::Error::Stream(error) => error.into(),
        error => malformed_form(&error.to_string()).into(),
    }
}
