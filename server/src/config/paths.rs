//! `[paths]`: where data lies.

use std::path::PathBuf;

use super::reader::Reader;

const SECTION: &str = "paths";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Database, lock, quarantine.
    pub data_dir: PathBuf,
    /// The bytes of dumps.
    pub dumps_dir: PathBuf,
}

impl Paths {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let base = reader.base().to_owned();
        let data_dir = base.join(
            reader
                .text(SECTION, "data_dir")
                .unwrap_or_else(|| "crash-store-data".to_owned()),
        );
        let dumps_dir = match reader.text(SECTION, "dumps_dir") {
            Some(dumps_dir) => base.join(dumps_dir),
            None => data_dir.join("dumps"),
        };
        Self {
            data_dir,
            dumps_dir,
        }
    }
}
