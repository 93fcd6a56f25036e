//! Rows of what crash clients send: a dump, and what came with it.

use std::collections::BTreeMap;
use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{Attachment, AttachmentId, Dump, DumpId, Origin, Sha256, StoredName, Submission};
use uuid::Uuid;

use crate::{NewBlob, NewDump, Result};

/// What comes with a dump.
#[derive(Clone, Debug)]
pub struct NewSubmission {
    pub report_id: Uuid,
    pub origin: Origin,
    pub annotations: BTreeMap<String, String>,
    pub attachments: Vec<NewAttachment>,
    /// The same bytes from the same installation since then are a repetition.
    pub repeats_since: DateTime<Utc>,
}

/// A file beside a dump, whose bytes are durable already.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    pub name: String,
    pub blob: NewBlob,
}

/// What a report is known by when it comes again: its id, or its bytes from the same
/// installation.
#[derive(Clone, Debug)]
pub struct ReportKey {
    pub report_id: Uuid,
    pub client_guid: Option<String>,
    pub sha256: Sha256,
    pub repeats_since: DateTime<Utc>,
}

/// What has become of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    New(Dump),
    /// It came before, and nothing was added.
    Repeated {
        dump: DumpId,
        report_id: Uuid,
    },
}

#[async_trait]
pub trait SubmissionRepo: Send + Sync + Debug {
    /// Adds a dump and everything that came with it, unless a report with this id is there, or
    /// the same bytes came from the same installation lately.
    async fn insert(&self, dump: NewDump, submission: NewSubmission) -> Result<Submitted>;

    /// The dump of a report that came before, and the id that it has.
    async fn find(&self, key: ReportKey) -> Result<Option<(DumpId, Uuid)>>;

    /// `None` for a dump that came without any.
    async fn get(&self, id: DumpId) -> Result<Option<Submission>>;

    /// An attachment of a dump, and the name of its bytes.
    async fn get_attachment(
        &self,
        dump: DumpId,
        id: AttachmentId,
    ) -> Result<Option<(Attachment, StoredName)>>;

    /// How many files lie beside dumps.
    async fn count_attachments(&self) -> Result<u64>;
}
