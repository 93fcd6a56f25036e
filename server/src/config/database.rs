//! `[database]`: where the rows are.

use std::path::PathBuf;

use super::Paths;
use super::reader::Reader;

const SECTION: &str = "database";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// SQLite's file.
    pub file: PathBuf,
}

impl Database {
    pub(super) fn read(reader: &mut Reader, paths: &Paths) -> Self {
        let default = paths.data_dir.join("crash-store.sqlite3");
        let base = reader.base().to_owned();
        let file = reader.value(SECTION, "url", default, "sqlite:PATH", |text| {
            let path = text.strip_prefix("sqlite:")?;
            let path = path.strip_prefix("//").unwrap_or(path);
            (!path.is_empty()).then(|| base.join(path))
        });
        Self { file }
    }
}
