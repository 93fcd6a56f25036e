//! Rows of accounts.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{User, UserId};

use crate::Result;

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Normalised: the domain part in lower case.
    pub email: String,
    /// `None`: nobody can log in as this account.
    pub password_hash: Option<String>,
    pub is_active: bool,
    pub is_staff: bool,
    pub created_at: DateTime<Utc>,
}

/// What to change of an account; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct UserChanges {
    pub email: Option<String>,
    pub password_hash: Option<String>,
    pub is_active: Option<bool>,
    pub is_staff: Option<bool>,
}

/// What a login is checked against.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub user: User,
    pub password_hash: Option<String>,
}

#[async_trait]
pub trait UserRepo: Send + Sync + Debug {
    /// Adds an account under the next id.
    ///
    /// # Errors
    /// [`crate::StoreError::EmailTaken`].
    async fn insert(&self, user: NewUser) -> Result<User>;

    async fn get(&self, id: UserId) -> Result<Option<User>>;

    async fn get_by_email(&self, email: &str) -> Result<Option<User>>;

    async fn get_credentials(&self, email: &str) -> Result<Option<Credentials>>;

    /// The accounts with `part` in their address, in any case of ASCII letters, in ascending
    /// order of id.
    async fn list(&self, part: &str) -> Result<Vec<User>>;

    /// Counts the accounts that are active and staff.
    async fn count_administrators(&self) -> Result<u64>;

    /// # Errors
    /// [`crate::StoreError::EmailTaken`].
    async fn update(&self, id: UserId, changes: UserChanges) -> Result<Option<User>>;

    /// Removes an account and its sessions and returns what it was.
    async fn delete(&self, id: UserId) -> Result<Option<User>>;
}
