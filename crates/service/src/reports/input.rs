//! The bytes of a dump as a file that a worker can open.
//!
//! That is the dump's own file where it lies as it came. What is in the archive, or was
//! compressed by its sender, is unpacked into a file that goes when it has been read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use async_compression::tokio::bufread::{BzDecoder, GzipDecoder, XzDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use futures::StreamExt;
use model::Dump;
use processing::Kind;
use processing::kind::HEAD_BYTES;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio_util::io::StreamReader;
use uuid::Uuid;

use crate::blobs::Blobs;

/// Of memory, for a decoder: an xz file may ask for gigabytes.
const MAX_DECODER_BYTES: u64 = 128 * 1024 * 1024;
/// The same, as zstd counts it: binary logarithm of a window.
const MAX_WINDOW_LOG: u32 = 27;
/// How much is unpacked between two looks at the disk's free space.
const CHUNK_BYTES: u64 = 1024 * 1024;

/// What there is to process.
#[derive(Debug)]
pub(super) enum Input {
    Minidump(InputFile),
    /// What it is instead, for people.
    Other(String),
}

/// A file to read: the dump's own, or one that goes with this.
#[derive(Debug)]
pub(super) enum InputFile {
    Stored(PathBuf),
    Unpacked(Scratch),
}

/// A file that is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    /// The dump's own fault.
    #[error("{0}")]
    Broken(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

type Bytes = Pin<Box<dyn AsyncBufRead + Send>>;

impl InputFile {
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Stored(path) | Self::Unpacked(Scratch(path)) => path,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            // The next start empties the folder.
            tracing::warn!(%error, path = %self.0.display(), "cannot remove an unpacked dump");
        }
    }
}

impl Input {
    /// A compressed dump is unpacked up to `max_bytes`, or to its own size.
    pub(super) async fn of(
        dump: &Dump,
        blobs: &Blobs,
        scratch: &Path,
        max_bytes: u64,
    ) -> Result<Self, InputError> {
        let blob = blobs.read(dump).await?;
        let size = blob.size();
        let (kind, bytes) = look(Box::pin(StreamReader::new(blob.stream(0..size).boxed()))).await?;
        if kind == Kind::Minidump
            && let Some(path) = blobs.stored_path(dump)
        {
            return Ok(Self::Minidump(InputFile::Stored(path)));
        }
        let bytes = match decode(kind, bytes) {
            Decoded::Not(_) if kind != Kind::Minidump => {
                return Ok(Self::Other(kind.sentence().to_owned()));
            }
            Decoded::Not(bytes) => bytes,
            Decoded::From(bytes) => {
                let (unpacked, bytes) = look(bytes).await.map_err(broken)?;
                if unpacked != Kind::Minidump {
                    let (outer, inner) = (kind.sentence(), unpacked.sentence());
                    return Ok(Self::Other(format!("{outer} Unpacked: {inner}")));
                }
                bytes
            }
        };
        let file = unpack(bytes, max_bytes.max(size), blobs, scratch).await?;
        Ok(Self::Minidump(InputFile::Unpacked(file)))
    }
}

/// Tells what bytes are, and gives them back from their beginning.
async fn look(mut bytes: Bytes) -> io::Result<(Kind, Bytes)> {
    let mut head = Vec::new();
    let mut beginning = (&mut bytes).take(HEAD_BYTES as u64);
    beginning.read_to_end(&mut head).await?;
    let kind = Kind::detect(&head);
    Ok((kind, Box::pin(io::Cursor::new(head).chain(bytes))))
}

enum Decoded {
    From(Bytes),
    /// They were not compressed.
    Not(Bytes),
}

/// A compressed file may be several, one behind the other: that is what a compressor makes that
/// works in parallel, and what `cat` makes.
fn decode(kind: Kind, bytes: Bytes) -> Decoded {
    macro_rules! all_members {
        ($decoder:expr) => {{
            let mut decoder = $decoder;
            decoder.multiple_members(true);
            Box::pin(decoder)
        }};
    }
    let decoder: Pin<Box<dyn AsyncRead + Send>> = match kind {
        Kind::Gzip => all_members!(GzipDecoder::new(bytes)),
        Kind::Zstd => {
            let window = DParameter::window_log_max(MAX_WINDOW_LOG);
            all_members!(ZstdDecoder::with_params(bytes, &[window]))
        }
        Kind::Xz => all_members!(XzDecoder::with_mem_limit(bytes, MAX_DECODER_BYTES)),
        Kind::Bzip2 => all_members!(BzDecoder::new(bytes)),
        _ => return Decoded::Not(bytes),
    };
    Decoded::From(Box::pin(BufReader::new(decoder)))
}

async fn unpack(
    mut bytes: Bytes,
    max_bytes: u64,
    blobs: &Blobs,
    folder: &Path,
) -> Result<Scratch, InputError> {
    let path = folder.join(Uuid::new_v4().to_string());
    let mut file = tokio::fs::File::create_new(&path).await?;
    let scratch = Scratch(path);
    let mut unpacked = 0;
    loop {
        blobs.check_free(CHUNK_BYTES).await?;
        let mut chunk = (&mut bytes).take(CHUNK_BYTES);
        let mut buffer = Vec::new();
        let read = chunk.read_to_end(&mut buffer).await.map_err(broken)?;
        if read == 0 {
            break;
        }
        unpacked += read as u64;
        if unpacked > max_bytes {
            let limit = max_bytes / (1024 * 1024);
            let reason = format!("the dump is compressed, and larger than {limit} MiB");
            return Err(InputError::Broken(reason));
        }
        file.write_all(&buffer).await?;
    }
    file.flush().await?;
    Ok(scratch)
}

/// What a decoder says of what it cannot decode.
#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn broken(error: io::Error) -> InputError {
    InputError::Broken(format!(
        "the dump is compressed, and cannot be unpacked: {error}"
    ))
}

/// Makes the folder of unpacked dumps, and empties it of what a crash has left.
pub(super) fn empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::create_dir(folder)
}
