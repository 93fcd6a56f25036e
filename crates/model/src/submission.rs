//! What a crash client sends with a dump.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Damage, Sha256};

/// What crashed, as its client tells; what dumps are looked for by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub product: Option<String>,
    pub version: Option<String>,
    /// Where the client told none, the system that the dump's report names.
    pub platform: Option<String>,
    pub process_type: Option<String>,
    /// Which installation of the product.
    pub client_guid: Option<String>,
}

/// What clients have told of crashes so far, of each the most frequent values, most frequent
/// first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origins {
    pub products: Vec<String>,
    pub versions: Vec<String>,
    pub platforms: Vec<String>,
}

/// What came with a dump.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// What the client was told, and knows the report by.
    pub report_id: Uuid,
    #[serde(flatten)]
    pub origin: Origin,
    pub annotations: BTreeMap<String, String>,
    pub attachments: Vec<Attachment>,
}

/// Number of an attachment; counts up from 1 and is never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttachmentId(pub i64);

impl From<i64> for AttachmentId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for AttachmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A file that came beside a dump: a log, say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: AttachmentId,
    pub name: String,
    /// Length in bytes.
    pub size: u64,
    pub sha256: Sha256,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<Damage>,
}
