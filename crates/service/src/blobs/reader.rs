//! Streams a blob, or a part of it.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt};

/// One read, and what is held in memory of a download at a time is twice that.
const CHUNK_BYTES: u64 = 512 * 1024;

/// An open blob: its bytes stay readable when it is removed or replaced.
#[derive(Debug)]
pub struct BlobReader {
    file: Arc<File>,
    size: u64,
    modified: SystemTime,
}

impl BlobReader {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        Ok(Self {
            file: Arc::new(file),
            size: metadata.len(),
            modified: metadata.modified()?,
        })
    }

    /// Length of the file in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// When the bytes were written.
    pub fn modified(&self) -> SystemTime {
        self.modified
    }

    /// The bytes of `range`, while one chunk is sent the next is read.
    pub fn stream(self, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send {
        let Range { start, end } = range;
        let step = usize::try_from(CHUNK_BYTES).expect("a chunk fits into memory");
        stream::iter((start..end).step_by(step))
            .map(move |offset| {
                let file = self.file.clone();
                let length = CHUNK_BYTES.min(end - offset);
                super::blocking(move || read_at(&file, offset, length))
            })
            .buffered(2)
    }
}

fn read_at(file: &File, offset: u64, length: u64) -> io::Result<Bytes> {
    let mut chunk = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    file.read_exact_at(&mut chunk, offset)?;
    Ok(chunk.into())
}
