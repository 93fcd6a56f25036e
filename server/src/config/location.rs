//! Which file the configuration is read from, and the one a first start writes.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::{ConfigError, secrets};

const FILE_NAME: &str = "config.ini";
const DEFAULT_DATA_DIR: &str = "crash-store-data";

/// The configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    pub file: PathBuf,
    /// Whether this start has written the file.
    pub is_new: bool,
}

impl Location {
    /// The folder that relative paths in the file start from: its own.
    pub fn base(&self) -> &Path {
        match self.file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }
}

/// The file that was named; else `config.ini` here; else the one in the default data
/// directory.
///
/// # Errors
/// [`ConfigError::Missing`].
pub fn find(named: Option<&Path>) -> Result<Location, ConfigError> {
    let file = match named {
        Some(file) => file.to_owned(),
        None => [PathBuf::from(FILE_NAME), first_file()]
            .into_iter()
            .find(|file| file.exists())
            .ok_or(ConfigError::Missing)?,
    };
    Ok(Location {
        file,
        is_new: false,
    })
}

/// As [`find`]; where there is none, one with fresh secrets is written into the default data
/// directory.
pub fn find_or_create(named: Option<&Path>) -> Result<Location, ConfigError> {
    match find(named) {
        Err(ConfigError::Missing) => {}
        found => return found,
    }
    let file = first_file();
    service::create_private(Path::new(DEFAULT_DATA_DIR))?;
    write_first(&file).map_err(|source| ConfigError::Unwritable {
        path: file.clone(),
        source,
    })?;
    Ok(Location { file, is_new: true })
}

fn first_file() -> PathBuf {
    Path::new(DEFAULT_DATA_DIR).join(FILE_NAME)
}

fn write_first(file: &Path) -> std::io::Result<()> {
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    write!(
        file,
        "# Written by the first start of crash-store. Every key is explained in\n\
         # config.example.ini, and shown on the page System. Keep this file secret: who\n\
         # knows secret_key can sign in as anybody.\n\
         \n\
         [server]\n\
         # bind = 127.0.0.1:8000\n\
         secret_key = {}\n\
         \n\
         [paths]\n\
         data_dir = .\n\
         \n\
         [machine]\n\
         secret = {}\n",
        secrets::generate(),
        secrets::generate()
    )?;
    file.sync_all()
}
