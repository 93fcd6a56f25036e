//! Takes the bytes of a symbol file.

use model::SymbolModule;

use super::head;
use crate::Result;
use crate::blobs::{Blob, BlobWriter};

/// A symbol file in the making. Dropped before it is kept it leaves nothing.
#[derive(Debug)]
pub struct SymbolWriter {
    content: BlobWriter,
    head: Vec<u8>,
}

/// A symbol file whose bytes are durable. Dropped before it is kept it leaves nothing.
#[derive(Debug)]
pub struct UploadedSymbol {
    pub(super) module: SymbolModule,
    pub(super) blob: Blob,
}

impl SymbolWriter {
    pub(super) fn new(content: BlobWriter) -> Self {
        Self {
            content,
            head: Vec::new(),
        }
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is no symbol file, and those of
    /// [`BlobWriter::write`].
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        let room = head::HEAD_BYTES - self.head.len();
        self.head.extend_from_slice(&chunk[..room.min(chunk.len())]);
        head::check_start(&self.head)?;
        self.content.write(chunk).await
    }

    /// Makes the bytes durable.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`], [`crate::Error::StorageFull`], [`crate::Error::Io`].
    pub async fn finish(self) -> Result<UploadedSymbol> {
        Ok(UploadedSymbol {
            module: head::parse(&self.head)?,
            blob: self.content.finish().await?,
        })
    }
}
