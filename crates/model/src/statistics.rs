//! How much there is, and when it came.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A number of dumps, and their size together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub dumps: u64,
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
    /// What the disk of the dumps has left.
    pub free_bytes: u64,
    /// The first day that `days` looks at.
    pub first_day: NaiveDate,
    pub today: NaiveDate,
    /// Days without dumps are left out.
    pub days: Vec<DayOfUploads>,
}
