//! What an operator decides about the rules.

use std::fmt;
use std::time::Duration;

use crate::{Email, ProcessingSettings, UpstreamSettings};

/// The rules' parameters, read and checked by whoever reads the configuration.
#[derive(Clone)]
pub struct Settings {
    /// Key of every token's signature.
    pub secret_key: Vec<u8>,
    pub access_token_lifetime: Duration,
    pub refresh_token_lifetime: Duration,
    pub client_token_lifetime: Duration,
    /// Whether anyone may make an account.
    pub allow_registration: bool,
    /// Whether an upload needs no credentials.
    pub anonymous_upload: bool,
    /// Failed logins a minute, of one address and of one account; 0 is no limit.
    pub login_attempts_per_minute: u32,
    /// What machines show to get a token; `None` refuses all of them.
    pub machine_secret: Option<String>,
    /// The account that machines work as.
    pub machine_email: Email,
    /// Size of one dump.
    pub max_upload_bytes: u64,
    /// Free space below which uploads are refused; of the archive's disk as well.
    pub reserve_bytes: u64,
    /// Size of one symbol file, and of an archive of them when it is unpacked.
    pub max_symbol_bytes: u64,
    /// Whether fetching a symbol file needs no credentials.
    pub public_symbols: bool,
    /// The symbol servers that are asked for what dumps lack.
    pub upstream: UpstreamSettings,
    /// How hard zstd tries, from 1 to 19.
    pub archive_level: i32,
    pub processing: ProcessingSettings,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").finish_non_exhaustive()
    }
}
