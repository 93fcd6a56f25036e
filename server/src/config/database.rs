//! `[database]`: where the rows are.

use super::Paths;
use super::reader::Reader;

const SECTION: &str = "database";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// `sqlite:PATH`.
    pub url: String,
}

impl Database {
    pub(super) fn read(reader: &mut Reader, paths: &Paths) -> Self {
        let file = paths.data_dir.join("crash-store.sqlite3");
        let default = format!("sqlite:{}", file.display());
        let base = reader.base().to_owned();
        let url = reader.value(SECTION, "url", default, "sqlite:PATH", |text| {
            let path = text.strip_prefix("sqlite:")?;
            let path = path.strip_prefix("//").unwrap_or(path);
            (!path.is_empty()).then(|| format!("sqlite:{}", base.join(path).display()))
        });
        Self { url }
    }
}
