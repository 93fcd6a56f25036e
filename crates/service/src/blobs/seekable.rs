//! The seekable zstd format: independent frames, and a table of them at the end.
//!
//! Any zstd reads such a file from its beginning; who knows the table begins at the frame
//! that holds what is asked for. The format is that of zstd's own `contrib/seekable_format`:
//! <https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md>
//!
//! ```text
//! frame · frame · … · skippable frame { (compressed, content) lengths · … · footer }
//! ```

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::SystemTime;

use bytes::Bytes;
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{CParameter, compress_bound};

/// Content of every frame but the last: what a reader of one byte decompresses.
pub(super) const FRAME_BYTES: usize = 1024 * 1024;

const SKIPPABLE_MAGIC: u32 = 0x184D_2A5E;
const SEEKABLE_MAGIC: u32 = 0x8F92_EAB1;
const HEADER_BYTES: usize = 8;
const ENTRY_BYTES: usize = 8;
const FOOTER_BYTES: usize = 9;

/// Compresses a file frame by frame.
pub(super) struct Encoder {
    compressor: Compressor<'static>,
    decompressor: Decompressor<'static>,
    compressed: Vec<u8>,
    checked: Vec<u8>,
    entries: Vec<u8>,
}

impl Encoder {
    pub(super) fn new(level: i32) -> io::Result<Self> {
        let mut compressor = Compressor::new(level)?;
        // A reader of a part notices changed bytes by it.
        compressor.set_parameter(CParameter::ChecksumFlag(true))?;
        Ok(Self {
            compressor,
            decompressor: Decompressor::new()?,
            compressed: Vec::with_capacity(compress_bound(FRAME_BYTES)),
            checked: Vec::with_capacity(FRAME_BYTES),
            entries: Vec::new(),
        })
    }

    /// A frame of its own for `content`, which has at most [`FRAME_BYTES`].
    ///
    /// # Errors
    /// When the frame does not decompress to its content: the original will go, so nothing
    /// is believed that was not seen.
    pub(super) fn frame(&mut self, content: &[u8]) -> io::Result<&[u8]> {
        self.compressor
            .compress_to_buffer(content, &mut self.compressed)?;
        self.decompressor
            .decompress_to_buffer(&self.compressed, &mut self.checked)?;
        if self.checked != content {
            return Err(io::Error::other(
                "a frame does not hold what was compressed",
            ));
        }
        for length in [self.compressed.len(), content.len()] {
            self.entries.extend(stored_length(length).to_le_bytes());
        }
        Ok(&self.compressed)
    }

    /// The table of all frames, which ends the file.
    pub(super) fn table(self) -> Vec<u8> {
        let frames = stored_length(self.entries.len() / ENTRY_BYTES);
        let content_bytes = stored_length(self.entries.len() + FOOTER_BYTES);
        let mut table = Vec::with_capacity(HEADER_BYTES + self.entries.len() + FOOTER_BYTES);
        table.extend(SKIPPABLE_MAGIC.to_le_bytes());
        table.extend(content_bytes.to_le_bytes());
        table.extend(self.entries);
        table.extend(frames.to_le_bytes());
        // No checksums in the table: the frames have theirs.
        table.push(0);
        table.extend(SEEKABLE_MAGIC.to_le_bytes());
        table
    }
}

fn stored_length(length: usize) -> u32 {
    u32::try_from(length).expect("frames are small, and there are not 2^29 of them")
}

/// Where a frame begins.
#[derive(Clone, Copy, Debug, Default)]
struct Boundary {
    /// In the file.
    compressed: u64,
    /// In the content.
    content: u64,
}

/// An open compressed file: any part of its content can be read.
#[derive(Debug)]
pub(crate) struct SeekableFile {
    file: File,
    modified: SystemTime,
    /// Of every frame, and behind them the end of the last.
    boundaries: Vec<Boundary>,
}

impl SeekableFile {
    /// Opens a file that was written with `file_bytes` bytes.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] when it has another length;
    /// [`io::ErrorKind::InvalidData`] when it is no such file.
    pub(crate) fn open(path: &Path, file_bytes: u64) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.len() != file_bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Self {
            boundaries: read_table(&file, file_bytes)?,
            file,
            modified: metadata.modified()?,
        })
    }

    /// Length of the content.
    pub(crate) fn size(&self) -> u64 {
        self.boundaries.last().map_or(0, |end| end.content)
    }

    pub(super) fn modified(&self) -> SystemTime {
        self.modified
    }

    /// The frames, by their numbers.
    pub(crate) fn frames(&self) -> Range<usize> {
        0..self.boundaries.len().saturating_sub(1)
    }

    /// Where in the content the frame ends that holds the byte at `offset`; the end of all
    /// when there is none.
    pub(super) fn end_of_frame_at(&self, offset: u64) -> u64 {
        self.boundaries
            .get(self.boundary_behind(offset))
            .map_or(self.size(), |boundary| boundary.content)
    }

    /// The content of `range`, which lies within one frame.
    pub(super) fn read_within_frame(&self, range: &Range<u64>) -> io::Result<Bytes> {
        let frame = self.boundary_behind(range.start).saturating_sub(1);
        let content = Bytes::from(self.read_frame(frame)?);
        let begin = self.boundaries[frame].content;
        let (start, end) = (
            in_memory(range.start - begin)?,
            in_memory(range.end - begin)?,
        );
        Ok(content.slice(start..end))
    }

    /// The number of the first boundary that is behind `offset`.
    fn boundary_behind(&self, offset: u64) -> usize {
        let is_not_behind = |boundary: &Boundary| boundary.content <= offset;
        self.boundaries.partition_point(is_not_behind)
    }

    /// The content of a frame.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when the bytes have changed since they were written.
    pub(crate) fn read_frame(&self, frame: usize) -> io::Result<Vec<u8>> {
        let (start, end) = (self.boundaries[frame], self.boundaries[frame + 1]);
        let mut compressed = vec![0; in_memory(end.compressed - start.compressed)?];
        self.file.read_exact_at(&mut compressed, start.compressed)?;
        let length = in_memory(end.content - start.content)?;
        let mut content = Vec::with_capacity(length);
        Decompressor::new()?
            .decompress_to_buffer(&compressed, &mut content)
            .map_err(|error| invalid(error.to_string()))?;
        if content.len() != length {
            return Err(invalid("a frame is not as long as the table says"));
        }
        Ok(content)
    }
}

fn read_table(file: &File, file_bytes: u64) -> io::Result<Vec<Boundary>> {
    let no_table = || invalid("there is no table of frames");
    let from_end = |bytes: usize| file_bytes.checked_sub(bytes as u64).ok_or_else(no_table);
    let mut footer = [0; FOOTER_BYTES];
    file.read_exact_at(&mut footer, from_end(FOOTER_BYTES)?)?;
    let (count, magic) = (number(&footer[..4]), number(&footer[5..]));
    let entry_bytes = in_memory(u64::from(count))?
        .checked_mul(ENTRY_BYTES)
        .ok_or_else(no_table)?;
    let begin = from_end(HEADER_BYTES + entry_bytes + FOOTER_BYTES)?;
    let mut header = [0; HEADER_BYTES];
    file.read_exact_at(&mut header, begin)?;
    let content_bytes = u64::from(number(&header[4..]));
    // Before any memory is taken for the number that the footer gives.
    if magic != SEEKABLE_MAGIC
        || footer[4] != 0
        || number(&header[..4]) != SKIPPABLE_MAGIC
        || content_bytes != (entry_bytes + FOOTER_BYTES) as u64
    {
        return Err(no_table());
    }
    let mut entries = vec![0; entry_bytes];
    file.read_exact_at(&mut entries, begin + HEADER_BYTES as u64)?;
    let boundaries = boundaries(&entries)?;
    if boundaries.last().is_none_or(|end| end.compressed != begin) {
        return Err(invalid("the frames are not as long as the table says"));
    }
    Ok(boundaries)
}

fn boundaries(entries: &[u8]) -> io::Result<Vec<Boundary>> {
    let mut at = Boundary::default();
    let mut boundaries = Vec::with_capacity(entries.len() / ENTRY_BYTES + 1);
    boundaries.push(at);
    for entry in entries.as_chunks::<ENTRY_BYTES>().0 {
        let (compressed, content) = (number(&entry[..4]), number(&entry[4..]));
        if compressed as usize > compress_bound(FRAME_BYTES)
            || !(1..=FRAME_BYTES).contains(&(content as usize))
        {
            return Err(invalid("a frame is longer than any that was written"));
        }
        at.compressed += u64::from(compressed);
        at.content += u64::from(content);
        boundaries.push(at);
    }
    Ok(boundaries)
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn in_memory(bytes: u64) -> io::Result<usize> {
    usize::try_from(bytes).map_err(io::Error::other)
}

fn invalid(reason: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.into())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;

    use super::*;

    /// Below, at and above the border of a frame.
    const SIZES: [usize; 6] = [
        0,
        1,
        FRAME_BYTES - 1,
        FRAME_BYTES,
        FRAME_BYTES + 1,
        2 * FRAME_BYTES + 17,
    ];

    /// Bytes that differ from place to place, and are neither constant nor random.
    fn content(length: usize) -> Vec<u8> {
        let words = (0..length.div_ceil(4)).map(|word| u32::try_from(word).expect("small"));
        let mut bytes: Vec<u8> = words.flat_map(u32::to_be_bytes).collect();
        bytes.truncate(length);
        bytes
    }

    fn compressed(content: &[u8]) -> Vec<u8> {
        let mut encoder = Encoder::new(3).expect("begins");
        let mut file = Vec::new();
        for frame in content.chunks(FRAME_BYTES) {
            file.extend(encoder.frame(frame).expect("compresses"));
        }
        file.extend(encoder.table());
        file
    }

    fn open(folder: &tempfile::TempDir, bytes: &[u8]) -> io::Result<SeekableFile> {
        let path = folder.path().join("file.zst");
        fs::write(&path, bytes).expect("writes");
        SeekableFile::open(&path, bytes.len() as u64)
    }

    fn read_all(file: &SeekableFile) -> io::Result<Vec<u8>> {
        let frames: Vec<_> = file
            .frames()
            .map(|frame| file.read_frame(frame))
            .collect::<io::Result<_>>()?;
        Ok(frames.concat())
    }

    #[test]
    fn what_was_compressed_comes_back() {
        let folder = tempfile::tempdir().expect("makes a folder");
        for size in SIZES {
            let bytes = compressed(&content(size));
            let file = open(&folder, &bytes).expect("opens");
            assert_eq!(file.size(), size as u64);
            assert_eq!(file.frames().len(), size.div_ceil(FRAME_BYTES));
            assert_eq!(read_all(&file).expect("reads"), content(size));
        }
    }

    #[test]
    fn any_zstd_reads_it_from_the_beginning() {
        for size in SIZES {
            let bytes = compressed(&content(size));
            assert_eq!(
                zstd::decode_all(&bytes[..]).expect("decodes"),
                content(size)
            );
        }
    }

    #[test]
    fn another_reader_of_the_format_finds_every_frame() {
        // That one panics when there are no frames.
        for size in SIZES.into_iter().filter(|size| *size > 0) {
            let bytes = compressed(&content(size));
            let mut wrapper = zeekstd::BytesWrapper::new(&bytes);
            let table = zeekstd::SeekTable::from_seekable(&mut wrapper).expect("has a table");
            assert_eq!(table.num_frames() as usize, size.div_ceil(FRAME_BYTES));
            let mut decoder = zeekstd::Decoder::new(wrapper).expect("opens");
            for start in [size / 2, size.saturating_sub(1)] {
                decoder.set_offset(start as u64).expect("is within");
                let mut rest = Vec::new();
                decoder.read_to_end(&mut rest).expect("reads");
                assert_eq!(rest, content(size)[start..]);
            }
        }
    }

    #[test]
    fn a_frame_ends_behind_each_of_its_bytes() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let size = 2 * FRAME_BYTES + 17;
        let file = open(&folder, &compressed(&content(size))).expect("opens");
        let frame = FRAME_BYTES as u64;
        for (offset, end) in [
            (0, frame),
            (frame - 1, frame),
            (frame, 2 * frame),
            (2 * frame, size as u64),
            (size as u64, size as u64),
            (u64::MAX, size as u64),
        ] {
            assert_eq!(file.end_of_frame_at(offset), end, "{offset}");
        }
        let range = frame + 5..frame + 9;
        let bytes = file.read_within_frame(&range).expect("reads");
        assert_eq!(bytes, content(size)[FRAME_BYTES + 5..FRAME_BYTES + 9]);
    }

    #[test]
    fn a_file_that_is_cut_or_longer_has_no_table() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let bytes = compressed(&content(FRAME_BYTES + 1));
        let mut longer = bytes.clone();
        longer.push(0);
        let mut begun_late = bytes.clone();
        begun_late.remove(0);
        for broken in [
            &[][..],
            &bytes[..5],
            &bytes[..bytes.len() - 1],
            &bytes[bytes.len() - FOOTER_BYTES..],
            &longer,
            &begun_late,
        ] {
            let error = open(&folder, broken).expect_err("is broken");
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        }
        let error = SeekableFile::open(&folder.path().join("file.zst"), 1);
        let error = error.expect_err("is longer");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let whole = content(FRAME_BYTES + 100);
        let bytes = compressed(&whole);
        // All of the table, and the frames here and there.
        let table = bytes.len() - 40..bytes.len();
        for at in (0..table.start).step_by(bytes.len() / 200).chain(table) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x10;
            let read = open(&folder, &changed).and_then(|file| read_all(&file));
            match read {
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{at}"),
                Ok(read) => assert!(
                    read == whole,
                    "changed bytes at {at} passed for the content"
                ),
            }
        }
    }
}
