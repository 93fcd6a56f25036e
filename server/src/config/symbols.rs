//! `[symbols]`: what makes the stacks of dumps readable.

use std::path::PathBuf;

use super::Paths;
use super::limits::{GIB, bytes};
use super::reader::Reader;

const SECTION: &str = "symbols";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbols {
    pub dir: PathBuf,
    /// Size of one symbol file, and of an archive of them when it is unpacked.
    pub max_bytes: u64,
    /// Whether fetching them needs no credentials.
    pub public: bool,
}

impl Symbols {
    pub(super) fn read(reader: &mut Reader, paths: &Paths) -> Self {
        let base = reader.base().to_owned();
        let dir = match reader.text(SECTION, "dir") {
            Some(dir) => base.join(dir),
            None => paths.data_dir.join("symbols"),
        };
        Self {
            dir,
            max_bytes: bytes(reader, SECTION, "max_bytes", 4 * GIB),
            public: reader.boolean(SECTION, "public", false),
        }
    }
}
