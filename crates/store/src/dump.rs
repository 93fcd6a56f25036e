//! Rows of dumps.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{Damage, Dump, DumpId, DumpQuery, Page, Sha256, StoredName};

use crate::Result;

/// Bytes that are durable already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBlob {
    pub stored_name: StoredName,
    pub size: u64,
    pub sha256: Sha256,
}

/// A row to be made for bytes that are durable already.
#[derive(Clone, Debug)]
pub struct NewDump {
    pub original_name: String,
    pub label: String,
    pub time: DateTime<Utc>,
    pub blob: NewBlob,
}

/// New bytes for a dump, durable already.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub original_name: String,
    pub blob: NewBlob,
}

/// A dump after its file was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedDump {
    pub dump: Dump,
    /// The name of the bytes that no row refers to any more.
    pub old_stored_name: StoredName,
}

/// What the database says of a dump's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBlob {
    pub id: DumpId,
    pub stored_name: StoredName,
    pub size: u64,
    pub sha256: Sha256,
    pub damage: Option<Damage>,
    /// Length of the file in the archive tier; `None` when the bytes lie in the other.
    pub archived_size: Option<u64>,
}

#[async_trait]
pub trait DumpRepo: Send + Sync + Debug {
    /// Adds a dump under the next id.
    async fn insert(&self, dump: NewDump) -> Result<Dump>;

    async fn get(&self, id: DumpId) -> Result<Option<Dump>>;

    /// The first dump with these bytes.
    async fn find_by_sha256(&self, sha256: Sha256) -> Result<Option<Dump>>;

    /// One page, found by its cursor: as fast at any depth.
    async fn list(&self, query: &DumpQuery) -> Result<Page<Dump>>;

    /// The bytes that rows refer to, with stored names from `first` to `last`
    /// (both inclusive), in their order.
    async fn list_blobs(&self, first: StoredName, last: StoredName) -> Result<Vec<StoredBlob>>;

    async fn update_label(&self, id: DumpId, label: String) -> Result<Option<Dump>>;

    /// Switches a dump to other bytes, which are not archived, and to `label` if there is one;
    /// its time stays.
    async fn update_file(
        &self,
        id: DumpId,
        file: NewFile,
        label: Option<String>,
    ) -> Result<Option<ReplacedDump>>;

    /// Notes that the bytes named `stored_name` have moved: to the archive tier, where their
    /// file has `archived_size` bytes, or out of it. `None` when no row has them in the other
    /// tier.
    async fn update_tier(
        &self,
        stored_name: StoredName,
        archived_size: Option<u64>,
    ) -> Result<Option<Dump>>;

    /// Notes what is wrong with the bytes named `stored_name`, `None` for nothing.
    async fn update_damage(&self, stored_name: StoredName, damage: Option<Damage>) -> Result<()>;

    /// Removes a dump and returns what it was; of several callers one gets it.
    async fn delete(&self, id: DumpId) -> Result<Option<Dump>>;
}
