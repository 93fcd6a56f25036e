//! Clients: machines that are known by name, each with a secret of its own.
//!
//! A client has no account, and what it may do is in its scopes. How it gets in is the
//! business of `sessions`.

mod draft;
pub(crate) mod secret;
mod unseen;

use std::sync::Arc;

use model::{Client, ClientId, ClientState};
use store::{NewClient, Store};

pub use draft::{ClientDraft, Expiry};

use crate::{Clock, Error, Result, Staff};
use secret::ClientSecret;
pub use secret::is_secret;
use unseen::UnseenSecrets;

const REVOKED: &str = "This client is revoked for good. Create another one.";

/// Clients and the rules about them.
#[derive(Debug)]
pub struct Clients {
    store: Arc<dyn Store>,
    clock: Clock,
    unseen: UnseenSecrets,
}

/// A client with the secret that it has just been given. Nobody can get that again.
#[derive(Clone)]
pub struct IssuedClient {
    pub client: Client,
    pub secret: String,
}

impl Clients {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self {
            store,
            clock,
            unseen: UnseenSecrets::default(),
        }
    }

    pub async fn list(&self, _: &Staff) -> Result<Vec<Client>> {
        Ok(self.store.clients().list().await?)
    }

    /// Those that get in now and whose secrets are keys.
    pub async fn list_keys(&self, staff: &Staff) -> Result<Vec<Client>> {
        let mut clients = self.list(staff).await?;
        clients.retain(|client| client.is_key() && self.state(client) == ClientState::Active);
        Ok(clients)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, _: &Staff, id: ClientId) -> Result<Client> {
        self.store.clients().get(id).await?.ok_or_else(not_found)
    }

    /// Whether a client gets in now.
    pub fn state(&self, client: &Client) -> ClientState {
        client.state(self.clock.now())
    }

    /// # Errors
    /// [`Error::Invalid`].
    pub async fn create(&self, _: &Staff, draft: ClientDraft) -> Result<IssuedClient> {
        let now = self.clock.now();
        let settings = draft.into_new(now)?;
        let secret = ClientSecret::random();
        let client = NewClient {
            settings,
            secret: secret.row(),
            created_at: now,
        };
        let client = self.store.clients().insert(client).await?;
        tracing::info!(client.id = client.id.0, "client created");
        Ok(IssuedClient {
            client,
            secret: secret.into_text(),
        })
    }

    /// Changes what the draft holds; tokens that are out heed it at once.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`].
    pub async fn update(&self, _: &Staff, id: ClientId, draft: ClientDraft) -> Result<Client> {
        let tx = self.store.begin().await?;
        let client = tx.clients().get(id).await?.ok_or_else(not_found)?;
        let settings = draft.into_changed(client, self.clock.now())?;
        let updated = tx.clients().update(id, settings).await?;
        let updated = updated.ok_or_else(not_found)?;
        tx.commit().await?;
        Ok(updated)
    }

    /// Gives a client another secret. The old one, and every token that it has bought, is
    /// good for nothing from then on.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] for one that is revoked.
    pub async fn rotate(&self, _: &Staff, id: ClientId) -> Result<IssuedClient> {
        let secret = ClientSecret::random();
        let tx = self.store.begin().await?;
        let client = tx.clients().update_secret(id, secret.row()).await?;
        let client = client.ok_or_else(not_found)?;
        if client.revoked_at.is_some() {
            return Err(Error::Conflict(REVOKED));
        }
        tx.commit().await?;
        tracing::info!(client.id = id.0, "client secret rotated");
        Ok(IssuedClient {
            client,
            secret: secret.into_text(),
        })
    }

    /// Ends a client for good, and with it its tokens; what it did stays. Doing so again is no
    /// error.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn revoke(&self, _: &Staff, id: ClientId) -> Result<Client> {
        let revoked = self.store.clients().revoke(id, self.clock.now()).await?;
        let revoked = revoked.ok_or_else(not_found)?;
        tracing::info!(client.id = id.0, "client revoked");
        Ok(revoked)
    }

    /// # Errors
    /// [`Error::NotFound`]; of several callers one succeeds.
    pub async fn delete(&self, _: &Staff, id: ClientId) -> Result<()> {
        let deleted = self.store.clients().delete(id).await?;
        deleted.ok_or_else(not_found)?;
        tracing::info!(client.id = id.0, "client deleted");
        Ok(())
    }

    /// Keeps a secret in memory, for a minute, for the page that a form leads its sender to.
    pub fn keep_for_page(&self, staff: &Staff, issued: IssuedClient) {
        let by = staff.member().user().id;
        let IssuedClient { client, secret } = issued;
        self.unseen.keep(by, client.id, secret, self.clock.now());
    }

    /// The secret that waits for this page; it is handed out once.
    pub fn take_for_page(&self, staff: &Staff, id: ClientId) -> Option<String> {
        let by = staff.member().user().id;
        self.unseen.take(by, id, self.clock.now())
    }
}

impl std::fmt::Debug for IssuedClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedClient")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

fn not_found() -> Error {
    Error::NotFound("Client")
}
