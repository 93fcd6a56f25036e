//! `Content-Encoding` of a request's body.
//!
//! Decoded here and not by a layer around the API: a coding that is not known is then
//! refused in its turn and shape, like any other thing about a body, and a decoder's
//! memory is bounded.

use std::io::{self, Cursor};
use std::pin::Pin;

use async_compression::tokio::bufread::{GzipDecoder, ZlibDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use axum::BoxError;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use futures::TryStreamExt;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt};
use tokio_util::io::{ReaderStream, StreamReader};

use crate::error::{ApiError, Result};

/// Binary logarithm of the bytes that a decoder keeps: 8 MiB, as RFC 9659 has it.
const MAX_WINDOW_LOG: u32 = 23;
const CHUNK_BYTES: usize = 64 * 1024;

/// The first bytes of what is compressed.
pub(super) const GZIP: &[u8] = &[0x1f, 0x8b];
pub(super) const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Whether the body is not what its `Content-Length` counts.
pub(super) fn is_coded(headers: &HeaderMap) -> bool {
    headers.contains_key(CONTENT_ENCODING)
}

/// The body as it was before the client compressed it.
///
/// # Errors
/// [`ApiError::UnsupportedContentCoding`].
pub(super) fn decode(headers: &HeaderMap, body: Body) -> Result<Body> {
    let Some(coding) = headers.get(CONTENT_ENCODING) else {
        return Ok(body);
    };
    let reader = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
    match coding.as_bytes().to_ascii_lowercase().as_slice() {
        b"identity" => Ok(decoded(reader)),
        b"gzip" | b"x-gzip" => Ok(decoded(gunzip(reader))),
        b"deflate" => Ok(decoded(ZlibDecoder::new(reader))),
        b"zstd" => Ok(decoded(unzstd(reader))),
        _ => {
            let coding = String::from_utf8_lossy(coding.as_bytes()).into_owned();
            Err(ApiError::UnsupportedContentCoding(coding))
        }
    }
}

pub(super) fn gunzip<R: AsyncBufRead>(reader: R) -> GzipDecoder<R> {
    let mut decoder = GzipDecoder::new(reader);
    decoder.multiple_members(true);
    decoder
}

pub(super) fn unzstd<R: AsyncBufRead>(reader: R) -> ZstdDecoder<R> {
    let window = DParameter::window_log_max(MAX_WINDOW_LOG);
    let mut decoder = ZstdDecoder::with_params(reader, &[window]);
    decoder.multiple_members(true);
    decoder
}

/// What the bytes are before compression, which their first ones tell.
pub(crate) async fn decompressed<'a>(
    mut reader: impl AsyncBufRead + Unpin + Send + 'a,
) -> io::Result<Pin<Box<dyn AsyncRead + Send + 'a>>> {
    let mut start = Vec::with_capacity(ZSTD.len());
    let mut first = (&mut reader).take(ZSTD.len() as u64);
    first.read_to_end(&mut start).await?;
    let (is_gzip, is_zstd) = (start.starts_with(GZIP), start.starts_with(ZSTD));
    let reader = Cursor::new(start).chain(reader);
    Ok(if is_gzip {
        Box::pin(gunzip(reader))
    } else if is_zstd {
        Box::pin(unzstd(reader))
    } else {
        Box::pin(reader)
    })
}

fn decoded(decoder: impl AsyncRead + Send + 'static) -> Body {
    Body::from_stream(ReaderStream::with_capacity(decoder, CHUNK_BYTES).map_err(cause))
}

/// An error of the body beneath, freed from what `io::Error` hides it in.
fn cause(error: io::Error) -> BoxError {
    match error.downcast::<axum::Error>() {
        Ok(error) => error.into_inner(),
        Err(error) => error.into(),
    }
}
