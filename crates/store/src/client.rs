//! Rows of clients: machines that are known by name.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{Client, ClientId, Scopes, Sha256};

use crate::{Result, SessionId};

/// A client to be made.
#[derive(Clone, Debug)]
pub struct NewClient {
    pub settings: ClientSettings,
    pub secret: NewClientSecret,
    pub created_at: DateTime<Utc>,
}

/// What staff decide about a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSettings {
    pub name: String,
    pub scopes: Scopes,
    pub expires_at: Option<DateTime<Utc>>,
}

/// What is kept of a secret.
#[derive(Clone, Copy, Debug)]
pub struct NewClientSecret {
    pub hash: Sha256,
    /// Names the tokens that this secret buys.
    pub session: SessionId,
}

/// What a secret or a token is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCredentials {
    pub client: Client,
    pub session: SessionId,
}

#[async_trait]
pub trait ClientRepo: Send + Sync + Debug {
    /// Adds a client under the next id.
    ///
    /// # Errors
    /// [`crate::StoreError::ClientNameTaken`]: names are compared without regard to case.
    async fn insert(&self, client: NewClient) -> Result<Client>;

    async fn get(&self, id: ClientId) -> Result<Option<Client>>;

    async fn get_credentials(&self, id: ClientId) -> Result<Option<ClientCredentials>>;

    async fn get_credentials_by_secret(&self, hash: Sha256) -> Result<Option<ClientCredentials>>;

    /// Every client in ascending order of id.
    async fn list(&self) -> Result<Vec<Client>>;

    /// # Errors
    /// [`crate::StoreError::ClientNameTaken`].
    async fn update(&self, id: ClientId, settings: ClientSettings) -> Result<Option<Client>>;

    /// Replaces the secret, and with it the name of its tokens.
    async fn update_secret(&self, id: ClientId, secret: NewClientSecret) -> Result<Option<Client>>;

    /// Notes a use, if it is later than the last one that was noted.
    async fn update_last_used(&self, id: ClientId, at: DateTime<Utc>) -> Result<()>;

    /// Revokes a client; doing so again keeps the first moment.
    async fn revoke(&self, id: ClientId, at: DateTime<Utc>) -> Result<Option<Client>>;

    /// Removes a client and returns what it was.
    async fn delete(&self, id: ClientId) -> Result<Option<Client>>;
}
