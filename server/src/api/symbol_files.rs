//! Symbol files in the body of a request: one as it is, in a form, or many in a ZIP; plain or
//! compressed.
//!
//! What a file is, its first bytes say: clients do not. Everything streams; what is unpacked is
//! counted, whether it is kept or not, so that a small body cannot cost much.

use std::fmt;
use std::io::{self, Cursor};

use async_zip::base::read::stream::ZipFileReader;
use async_zip::error::ZipError;
use axum::extract::Request;
use futures::{AsyncReadExt as _, StreamExt, TryStreamExt};
use model::FieldErrors;
use multipart::{Limits, Multipart};
use service::{Error, Service, SymbolPermit, SymbolWriter, Symbols, UploadedSymbol};
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt};
use tokio_util::compat::TokioAsyncReadCompatExt;
use tokio_util::io::StreamReader;

use super::body;
use super::content_coding::{GZIP, ZSTD, gunzip, unzstd};
use super::upload_body::{
    Chunks, announced_bytes, form_error, limited, part_chunks, read_epilogue,
};
use crate::error::{ApiError, Result};

/// The file's field, by the names that clients have for it.
const FIELDS: [&str; 2] = ["symbol_file", "file"];
/// What a ZIP is looked at for; other files in it are passed over.
const EXTENSION: &str = ".sym";
/// Of a ZIP or a form.
const MAX_FILES: usize = 10_000;
const CHUNK_BYTES: usize = 64 * 1024;

const ZIP: &[u8] = b"PK";
/// How the end of a ZIP begins, with which one without files begins.
const ZIP_END: &[u8] = b"PK\x05\x06";
/// The longest that tells what a file is.
const MAGIC_BYTES: usize = 4;

pub(crate) const NO_FILE: &str = "There is no symbol file in this request: send the bytes of one, a form \
    with it as symbol_file, or a ZIP of .sym files.";

/// Reads the symbol files of a request. None is kept yet.
pub(crate) async fn read(
    service: &Service,
    permit: &SymbolPermit,
    request: Request,
) -> Result<Vec<UploadedSymbol>> {
    let symbols = &service.symbols;
    symbols
        .check_room(announced_bytes(request.headers()))
        .await?;
    let max_bytes = service.settings().max_symbol_bytes;
    let mut files = Files {
        symbols,
        permit,
        max_bytes,
        left: max_bytes,
        looked_at: 0,
        uploaded: Vec::new(),
    };
    let Some((media_type, body)) = body::open(request)? else {
        return Err(refused(NO_FILE));
    };
    let mut body = limited(max_bytes, body);
    if media_type.essence() == "multipart/form-data" {
        let boundary = media_type.boundary()?;
        let mut form = Multipart::new(body.by_ref().boxed(), &boundary, Limits::default());
        while let Some(head) = form.next_part().await.map_err(form_error)? {
            // Everything else that a form says, the file says as well.
            if FIELDS.contains(&head.name.unwrap_or_default().as_str()) {
                files.read(part_chunks(&mut form)).await?;
            }
        }
        drop(form);
        read_epilogue(&mut body).await?;
    } else {
        files.read(body).await?;
    }
    if files.uploaded.is_empty() {
        return Err(refused(NO_FILE));
    }
    Ok(files.uploaded)
}

struct Files<'a> {
    symbols: &'a Symbols,
    permit: &'a SymbolPermit,
    max_bytes: u64,
    /// What may still be unpacked.
    left: u64,
    looked_at: usize,
    uploaded: Vec<UploadedSymbol>,
}

impl Files<'_> {
    async fn read(&mut self, chunks: Chunks<'_>) -> Result<()> {
        let mut reader = StreamReader::new(chunks.map_err(carry));
        let mut start = Vec::with_capacity(MAGIC_BYTES);
        let mut first = (&mut reader).take(MAGIC_BYTES as u64);
        first.read_to_end(&mut start).await.map_err(unreadable)?;
        let coding = start.clone();
        let mut reader = Cursor::new(start).chain(reader);
        if coding.starts_with(GZIP) {
            self.read_one(gunzip(&mut reader)).await?;
        } else if coding.starts_with(ZSTD) {
            self.read_one(unzstd(&mut reader)).await?;
        } else if coding.starts_with(ZIP) && coding != ZIP_END {
            self.read_zip(&mut reader).await?;
        } else if !coding.is_empty() && coding != ZIP_END {
            self.read_one(&mut reader).await?;
        }
        // What is behind a ZIP's files, or behind what is compressed.
        self.copy(&mut reader, None).await
    }

    async fn read_one(&mut self, mut reader: impl AsyncRead + Unpin) -> Result<()> {
        self.count_file()?;
        let mut writer = self.symbols.begin_file(self.permit);
        self.copy(&mut reader, Some(&mut writer)).await?;
        self.uploaded.push(writer.finish().await?);
        Ok(())
    }

    async fn read_zip(&mut self, reader: &mut (impl AsyncBufRead + Unpin)) -> Result<()> {
        let mut zip = ZipFileReader::new(reader.compat());
        while let Some(mut open) = zip.next_with_entry().await.map_err(bad_zip)? {
            let entry = open.reader().entry();
            let expected = entry.crc32();
            let is_symbols = entry
                .filename()
                .as_str()
                .is_ok_and(|name| name.ends_with(EXTENSION));
            self.count_file()?;
            let mut writer = is_symbols.then(|| self.symbols.begin_file(self.permit));
            let mut buffer = vec![0; CHUNK_BYTES];
            loop {
                let length = open.reader_mut().read(&mut buffer).await;
                match length.map_err(|error| bad_zip(error.into()))? {
                    0 => break,
                    length => self.take(&buffer[..length], writer.as_mut()).await?,
                }
            }
            // Not known of an entry that was written as a stream.
            if expected != 0 && open.reader_mut().compute_hash() != expected {
                return Err(bad_zip(ZipError::CRC32CheckError));
            }
            if let Some(writer) = writer {
                self.uploaded.push(writer.finish().await?);
            }
            zip = open.done().await.map_err(bad_zip)?;
        }
        Ok(())
    }

    async fn copy(
        &mut self,
        reader: &mut (impl AsyncRead + Unpin),
        mut writer: Option<&mut SymbolWriter>,
    ) -> Result<()> {
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            match AsyncReadExt::read(reader, &mut buffer).await {
                Ok(0) => return Ok(()),
                Ok(length) => self.take(&buffer[..length], writer.as_deref_mut()).await?,
                Err(error) => return Err(unreadable(error)),
            }
        }
    }

    async fn take(&mut self, bytes: &[u8], writer: Option<&mut SymbolWriter>) -> Result<()> {
        let max_bytes = self.max_bytes;
        let left = self.left.checked_sub(bytes.len() as u64);
        self.left = left.ok_or(Error::TooLarge { max_bytes })?;
        if let Some(writer) = writer {
            writer.write(bytes).await?;
        }
        Ok(())
    }

    fn count_file(&mut self) -> Result<()> {
        self.looked_at += 1;
        if self.looked_at > MAX_FILES {
            let message = format!("There are more than {MAX_FILES} files in this request.");
            return Err(refused(&message));
        }
        Ok(())
    }
}

/// An error of the body on its way through a decoder.
#[derive(Debug)]
struct Carried(ApiError);

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body of the request failed")
    }
}

impl std::error::Error for Carried {}

fn carry(error: ApiError) -> io::Error {
    io::Error::other(Carried(error))
}

/// The error of the body, if it was that.
fn carried(error: io::Error) -> Result<ApiError, io::Error> {
    error.downcast().map(|Carried(error)| error)
}

fn unreadable(error: io::Error) -> ApiError {
    let broken = |error| refused(&format!("The file cannot be decompressed: {error}."));
    carried(error).unwrap_or_else(broken)
}

fn bad_zip(error: ZipError) -> ApiError {
    match error {
        ZipError::UpstreamReadError(error) => {
            carried(error).unwrap_or_else(|_| refused("The ZIP is damaged, or ends in the middle."))
        }
        error => {
            let reason = error.to_string();
            let reason = reason.trim_end_matches('.');
            refused(&format!("The ZIP cannot be read: {reason}."))
        }
    }
}

fn refused(message: &str) -> ApiError {
    FieldErrors::of(FIELDS[0], message).into()
}
