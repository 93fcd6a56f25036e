//! How much there is, and when it came.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A number of dumps, and their size together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub dumps: u64,
    pub bytes: u64,
}

/// What lies in one tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierUse {
    /// As uploaded.
    pub amount: Amount,
    /// What it takes on the disk: less where it is compressed.
    pub stored_bytes: u64,
}

/// What lies where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageUse {
    pub hot: TierUse,
    pub archive: TierUse,
}

impl StorageUse {
    /// What both tiers take together.
    pub fn stored_bytes(&self) -> u64 {
        self.hot.stored_bytes + self.archive.stored_bytes
    }
}

/// What is stored by tier, and what the disk of each has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storage {
    pub used: StorageUse,
    /// On the disk of the dumps.
    pub free_bytes: u64,
    /// On the disk of the archive; `None` when there is no archive.
    pub archive_free_bytes: Option<u64>,
}

/// What keeps the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Database {
    /// Its name and version.
    pub kind: String,
    /// What it takes on the disk, logs that are yet to be copied into it among them.
    pub bytes: u64,
}

/// What came on one day and is still there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayOfUploads {
    /// In UTC.
    pub day: NaiveDate,
    /// `None`: all labels that have no entry of their own, together.
    pub label: Option<String>,
    pub amount: Amount,
}

/// Everything at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub total: Amount,
    /// What they take on disk.
    pub stored_bytes: u64,
    /// What the disk of the dumps has left.
    pub free_bytes: u64,
    /// The first day that `days` looks at.
    pub first_day: NaiveDate,
    pub today: NaiveDate,
    /// Days without dumps are left out.
    pub days: Vec<DayOfUploads>,
}
