//! Rows of dumps.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{Actor, Damage, Dump, DumpEvent, DumpId, DumpQuery, Page, Sha256, StoredName};

use crate::Result;

/// Who changes a dump, and when: every change takes it, and notes it in the dump's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    pub actor: Actor,
    pub at: DateTime<Utc>,
}

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
    /// The dump's time is that of the upload.
    pub uploaded: By,
    pub blob: NewBlob,
    /// What it is, for people, when there is nothing to process; else it is queued.
    pub other: Option<String>,
}

/// New bytes for a dump, durable already.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub original_name: String,
    pub blob: NewBlob,
    /// As of a [`NewDump`].
    pub other: Option<String>,
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
    /// The bytes are not the dump's, but those of a file that came beside it.
    pub is_attachment: bool,
}

/// A dump that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletedDump {
    pub dump: Dump,
    /// The names of the bytes that no row refers to any more.
    pub stored_names: Vec<StoredName>,
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

    /// What was done to a dump, newest first; of more than `limit` (at least 1) events the
    /// newest. Every dump has at least one, its upload: there are none of an unknown dump.
    ///
    /// An upload that was not noted, because there were no histories yet, has the dump's time
    /// and nobody's name.
    async fn list_events(&self, id: DumpId, limit: u32) -> Result<Vec<DumpEvent>>;

    /// A label that the dump has already is no event.
    async fn update_label(&self, id: DumpId, label: String, by: By) -> Result<Option<Dump>>;

    /// Switches a dump to other bytes, which are not archived, and to `label` if there is one;
    /// its time stays.
    async fn update_file(
        &self,
        id: DumpId,
        file: NewFile,
        label: Option<String>,
        by: By,
    ) -> Result<Option<ReplacedDump>>;

    /// Notes that the bytes named `stored_name` have moved: to the archive tier, where their
    /// file has `archived_size` bytes, or out of it. `None` when no row has them in the other
    /// tier.
    async fn update_tier(
        &self,
        stored_name: StoredName,
        archived_size: Option<u64>,
        by: By,
    ) -> Result<Option<Dump>>;

    /// Notes what is wrong with the bytes named `stored_name`, `None` for nothing. What is known
    /// already is no event.
    async fn update_damage(
        &self,
        stored_name: StoredName,
        damage: Option<Damage>,
        by: By,
    ) -> Result<()>;

    /// Removes a dump with its history and returns what it was; of several callers one gets it.
    async fn delete(&self, id: DumpId) -> Result<Option<DeletedDump>>;
}
