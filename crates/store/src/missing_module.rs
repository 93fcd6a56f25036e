//! Modules without symbols, ranked by how many dumps lack them.
//!
//! They come and go with what processing finds ([`crate::ProcessingRepo::finish`]).

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{MissingModule, MissingModuleQuery, Page, SymbolKey};

use crate::Result;

/// A module whose symbols a dump lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMissingModule {
    pub key: SymbolKey,
    pub code_file: Option<String>,
    pub code_id: Option<String>,
}

#[async_trait]
pub trait MissingModuleRepo: Send + Sync + Debug {
    /// One page, what most dumps lack first; as fast for any number of dumps. A module whose
    /// symbols have come since they were last found missing is left out: its dumps wait to be
    /// processed again.
    async fn list(&self, query: &MissingModuleQuery) -> Result<Page<MissingModule>>;

    /// Takes the next module that symbol servers may be asked for at `now`, and has nobody else
    /// ask for it until `until`. One that somebody has uploaded symbols of is never asked for.
    async fn claim(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<SymbolKey>>;

    /// Has nobody ask symbol servers for a module until `until`.
    async fn postpone(&self, key: &SymbolKey, until: DateTime<Utc>) -> Result<()>;

    /// Has symbol servers asked anew for everything if `servers` are others than the last time.
    async fn ask_of(&self, servers: &str) -> Result<()>;

    /// Forgets modules that no dump lacks any more and that symbol servers were asked for so
    /// long ago that they may be asked again. Returns how many.
    async fn forget(&self, now: DateTime<Utc>) -> Result<u64>;
}
