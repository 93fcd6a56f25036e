//! `[archive]`: where dumps go that are seldom looked at.

use std::path::{Path, PathBuf};

use super::Paths;
use super::reader::Reader;

const SECTION: &str = "archive";
const DIR: &str = "dir";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// The bytes of archived dumps; without it none are archived.
    pub dir: Option<PathBuf>,
    /// How hard zstd tries.
    pub level: i32,
}

impl Archive {
    pub(super) fn read(reader: &mut Reader, paths: &Paths) -> Self {
        let base = reader.base().to_owned();
        let dir = reader.text(SECTION, DIR).map(|dir| base.join(dir));
        if dir.as_deref().is_some_and(|dir| are_nested(dir, paths)) {
            let problem = "has to be a folder beside dumps_dir: neither the same, nor one in the \
                other";
            reader.problem(SECTION, DIR, problem);
        }
        let allowed = "a whole number from 1 to 19";
        let level = reader.value(SECTION, "level", 3, allowed, |text| {
            text.parse().ok().filter(|level| (1..=19).contains(level))
        });
        Self { dir, level }
    }
}

/// As far as the paths tell; links are seen when the folders are opened.
fn are_nested(dir: &Path, paths: &Paths) -> bool {
    let dumps_dir = &paths.dumps_dir;
    dir.starts_with(dumps_dir) || dumps_dir.starts_with(dir)
}
