//! The configuration: where it comes from and what it may say.
//!
//! Precedence: command line, environment (`CRASH_STORE_<SECTION>_<KEY>`), file,
//! default. Each section of the file has a module here; `config.example.ini`
//! documents every key, and a test holds it against the defaults.

mod archive;
mod auth;
mod database;
mod in_force;
mod limits;
mod location;
mod machine;
mod paths;
mod processing;
mod reader;
mod secrets;
mod server;
mod symbols;

use std::path::{Path, PathBuf};

use model::ConfigKey;
use service::{Folders, ProcessingSettings, Settings, UpstreamSettings};

pub use archive::Archive;
pub use auth::Auth;
pub use database::Database;
pub use limits::Limits;
pub use location::{Location, find, find_or_create};
pub use machine::Machine;
pub use paths::Paths;
pub use processing::Processing;
pub use reader::Problem;
pub use server::Server;
pub use symbols::Symbols;

use reader::Reader;

/// Everything an operator can set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub server: Server,
    pub paths: Paths,
    pub archive: Archive,
    pub symbols: Symbols,
    pub database: Database,
    pub auth: Auth,
    pub machine: Machine,
    pub limits: Limits,
    pub processing: Processing,
}

/// A configuration, and what was strange about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub config: Config,
    /// Keys that nothing reads: spelling mistakes, or leftovers.
    pub unknown: Vec<Problem>,
    /// Every key, as people may look at it.
    pub in_force: Vec<ConfigKey>,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration file {path}")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: ini::Error,
    },
    #[error(
        "there is no config.ini here, nor in crash-store-data; run this where the server runs, or \
         name the file with --config"
    )]
    Missing,
    #[error("cannot write the first configuration file {path}")]
    Unwritable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    DataDir(#[from] service::DataDirError),
    /// Every bad value at once.
    #[error("the configuration has mistakes:\n{}", list(.0))]
    Invalid(Vec<Problem>),
}

fn list(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|p| format!("  {p}")).collect();
    lines.join("\n")
}

impl Config {
    /// Reads the file, and the environment over it.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`], [`ConfigError::Invalid`].
    pub fn load(location: &Location) -> Result<Loaded, ConfigError> {
        let reader = Reader::open(location)?;
        Self::read(reader)
    }

    fn read(mut reader: Reader) -> Result<Loaded, ConfigError> {
        let server = Server::read(&mut reader);
        let paths = Paths::read(&mut reader);
        let config = Self {
            archive: Archive::read(&mut reader, &paths),
            symbols: Symbols::read(&mut reader, &paths),
            database: Database::read(&mut reader, &paths),
            auth: Auth::read(&mut reader),
            machine: Machine::read(&mut reader, server.debug),
            limits: Limits::read(&mut reader),
            processing: Processing::read(&mut reader),
            server,
            paths,
        };
        let (problems, unknown, found) = reader.finish();
        if problems.is_empty() {
            Ok(Loaded {
                in_force: in_force::list(found, &config.resolved()),
                config,
                unknown,
            })
        } else {
            Err(ConfigError::Invalid(problems))
        }
    }

    /// What is in force where the text of a key does not say it: whole paths, and what depends on
    /// the machine.
    fn resolved(&self) -> in_force::Resolved {
        let path = |path: &Path| {
            let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            whole.display().to_string()
        };
        let archive = self.archive.dir.as_deref().map(path);
        in_force::Resolved::from([
            (("paths", "data_dir"), path(&self.paths.data_dir)),
            (("paths", "dumps_dir"), path(&self.paths.dumps_dir)),
            (("archive", "dir"), archive.unwrap_or_default()),
            (("symbols", "dir"), path(&self.symbols.dir)),
            (
                ("database", "url"),
                format!("sqlite:{}", path(&self.database.file)),
            ),
            (
                ("processing", "workers"),
                self.processing.workers.to_string(),
            ),
        ])
    }

    /// What of it concerns the rules.
    pub fn settings(&self) -> Settings {
        Settings {
            secret_key: self.server.secret_key.clone().into_bytes(),
            access_token_lifetime: self.auth.access_token,
            refresh_token_lifetime: self.auth.refresh_token,
            client_token_lifetime: self.auth.client_token,
            allow_registration: self.auth.allow_registration,
            anonymous_upload: self.auth.anonymous_upload,
            login_attempts_per_minute: self.auth.login_attempts_per_minute,
            machine_secret: self.machine.secret.clone(),
            machine_email: self.machine.email.clone(),
            max_upload_bytes: self.limits.max_upload_bytes,
            reserve_bytes: self.limits.reserve_bytes,
            max_symbol_bytes: self.symbols.max_bytes,
            public_symbols: self.symbols.public,
            upstream: UpstreamSettings {
                servers: self.symbols.upstream.clone(),
                cache_bytes: self.symbols.upstream_cache_bytes,
            },
            archive_level: self.archive.level,
            processing: ProcessingSettings {
                workers: self.processing.workers,
                program: None,
                limits: self.processing.limits,
                max_unpacked_bytes: self.processing.max_unpacked_bytes,
            },
        }
    }

    /// Where everything lies.
    pub fn folders(&self) -> Folders {
        Folders {
            data: self.paths.data_dir.clone(),
            dumps: self.paths.dumps_dir.clone(),
            archive: self.archive.dir.clone(),
            symbols: self.symbols.dir.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
