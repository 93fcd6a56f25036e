//! Rows of symbol files.

use std::fmt::Debug;

use async_trait::async_trait;
use model::{Page, StoredName, Symbol, SymbolId, SymbolKey, SymbolModule, SymbolQuery};

use crate::{By, NewBlob, Result};

/// A symbol file whose bytes are durable already.
#[derive(Clone, Debug)]
pub struct NewSymbol {
    pub module: SymbolModule,
    pub blob: NewBlob,
    pub uploaded: By,
    /// The symbol server that it was fetched from.
    pub upstream: Option<String>,
}

/// A symbol file, and the name of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSymbol {
    pub symbol: Symbol,
    pub stored_name: StoredName,
}

#[async_trait]
pub trait SymbolRepo: Send + Sync + Debug {
    /// Adds a symbol file under the next id, in the place of the one that was there for the
    /// same module, which is returned.
    async fn insert(&self, symbol: NewSymbol) -> Result<(Symbol, Option<StoredSymbol>)>;

    async fn get(&self, id: SymbolId) -> Result<Option<Symbol>>;

    async fn find(&self, key: &SymbolKey) -> Result<Option<StoredSymbol>>;

    /// One page, found by its cursor: as fast at any depth.
    async fn list(&self, query: &SymbolQuery) -> Result<Page<Symbol>>;

    /// Up to `limit` of those that came after `id`, the oldest first.
    async fn list_after(&self, id: SymbolId, limit: u32) -> Result<Vec<StoredSymbol>>;

    /// How many bytes the files have that were fetched from symbol servers, and the oldest of
    /// these files.
    async fn upstream(&self) -> Result<(u64, Option<StoredSymbol>)>;

    /// Removes a symbol file and returns what it was; of several callers one gets it.
    async fn delete(&self, id: SymbolId) -> Result<Option<StoredSymbol>>;
}
