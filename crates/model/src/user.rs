//! A person's or machine's account.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::time::{optional_timestamp, timestamp};

/// Number of an account; counts up from 1 and is never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UserId(pub i64);

impl From<i64> for UserId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An account as staff see it. The password is never part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    /// Domain part in lower case, local part as given.
    pub email: String,
    pub is_active: bool,
    pub is_staff: bool,
    #[serde(with = "timestamp")]
    pub created_at: DateTime<Utc>,
    /// `None`: nobody has logged in with its password.
    #[serde(with = "optional_timestamp")]
    pub last_login_at: Option<DateTime<Utc>>,
}
