//! Streams a blob, or a part of it, whichever tier it lies in.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt};

use super::blocking;
use super::seekable::SeekableFile;
use super::workers::Workers;

/// One read of a file as it was uploaded; of an archived one it is a frame. What is held in
/// memory of a download at a time is twice that.
const CHUNK_BYTES: u64 = 512 * 1024;

/// An open blob: its bytes stay readable when it is removed, replaced or moved.
#[derive(Debug)]
pub struct BlobReader {
    source: Source,
    size: u64,
    modified: SystemTime,
}

#[derive(Clone, Debug)]
enum Source {
    Plain(Arc<File>),
    Archived(Arc<SeekableFile>, Workers),
}

impl BlobReader {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        Ok(Self {
            source: Source::Plain(Arc::new(file)),
            size: metadata.len(),
            modified: metadata.modified()?,
        })
    }

    /// Opens one that `workers` are to decompress.
    pub(super) fn open_archived(
        path: &Path,
        file_bytes: u64,
        workers: Workers,
    ) -> io::Result<Self> {
        let file = SeekableFile::open(path, file_bytes)?;
        Ok(Self {
            size: file.size(),
            modified: file.modified(),
            source: Source::Archived(Arc::new(file), workers),
        })
    }

    /// Length in bytes, as it was uploaded.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// When the bytes were written.
    pub fn modified(&self) -> SystemTime {
        self.modified
    }

    /// The bytes of `range`, while one chunk is sent the next is read.
    pub fn stream(self, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send {
        let source = self.source;
        let chunks = chunks(source.clone(), range);
        stream::iter(chunks)
            .map(move |chunk| source.clone().read(chunk))
            .buffered(2)
    }
}

/// Cuts a range into what is read at once.
fn chunks(source: Source, range: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let Range { mut start, end } = range;
    std::iter::from_fn(move || {
        let chunk = start..source.chunk_end(start).min(end);
        start = chunk.end;
        (!chunk.is_empty()).then_some(chunk)
    })
}

impl Source {
    /// Where the chunk ends that begins at `offset`.
    fn chunk_end(&self, offset: u64) -> u64 {
        match self {
            Self::Plain(_) => offset.saturating_add(CHUNK_BYTES),
            Self::Archived(file, _) => file.end_of_frame_at(offset),
        }
    }

    async fn read(self, chunk: Range<u64>) -> io::Result<Bytes> {
        match self {
            Self::Plain(file) => blocking(move || read_at(&file, &chunk)).await,
            Self::Archived(file, workers) => {
                workers.run(move || file.read_within_frame(&chunk)).await
            }
        }
    }
}

fn read_at(file: &File, chunk: &Range<u64>) -> io::Result<Bytes> {
    let length = usize::try_from(chunk.end - chunk.start).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, chunk.start)?;
    Ok(bytes.into())
}
