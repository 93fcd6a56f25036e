//! Tokens of clients.
//!
//! Such a token names its client, and by its `jti` the secret that bought it. Both are held
//! against the client's row with every request, so that a change of scopes, a new secret,
//! an expiry and a revocation all take effect at once, and no row is written for a token.

use chrono::{DateTime, Utc};
use model::{Client, ClientState};
use store::ClientCredentials;

use super::tokens::{Jti, Subject, TokenKind};
use super::{NOTED_EVERY, Sessions};
use crate::clients::secret;
use crate::principal::ActiveClient;
use crate::{Error, Principal, Result, TokenError};

impl Sessions {
    /// # Errors
    /// [`Error::WrongClientSecret`], also for a client that is expired or revoked.
    pub(super) async fn token_of_client(&self, text: &str) -> Result<String> {
        let found = self.credentials_of(text).await?;
        self.signer.sign(
            TokenKind::Client,
            Subject::Client(found.client.id),
            Jti::of(found.session),
            self.clock.now(),
            self.settings.client_token_lifetime,
        )
    }

    /// Which client has this secret, for those who cannot get a token for it first.
    ///
    /// # Errors
    /// [`Error::WrongClientSecret`], also for a client that is expired or revoked.
    pub async fn authenticate_secret(&self, text: &str) -> Result<Principal> {
        let client = self.credentials_of(text).await?.client;
        Ok(Principal::Client(ActiveClient::new(client)))
    }

    async fn credentials_of(&self, secret: &str) -> Result<ClientCredentials> {
        let now = self.clock.now();
        let hash = secret::hash_of(secret).ok_or(Error::WrongClientSecret)?;
        let found = self.store.clients().get_credentials_by_secret(hash).await?;
        let found = found.filter(|found| found.client.state(now) == ClientState::Active);
        let found = found.ok_or(Error::WrongClientSecret)?;
        self.note_client_use(&found.client, now).await;
        Ok(found)
    }

    /// Which client a token speaks for, as that client is now.
    ///
    /// # Errors
    /// [`Error::AccessToken`].
    pub(super) async fn authenticate_client(&self, token: &str) -> Result<Principal> {
        let now = self.clock.now();
        let invalid = || Error::AccessToken(TokenError::Invalid);
        let claims = self
            .signer
            .verify(TokenKind::Client, token, now)
            .map_err(Error::AccessToken)?;
        let (Some(id), Some(jti)) = (claims.client_id, claims.jti) else {
            return Err(invalid());
        };
        let found = self.store.clients().get_credentials(id).await?;
        let found = found.filter(|found| {
            found.session == jti.session && found.client.state(now) == ClientState::Active
        });
        let client = found.ok_or_else(invalid)?.client;
        self.note_client_use(&client, now).await;
        Ok(Principal::Client(ActiveClient::new(client)))
    }

    /// Notes a use now and then. A full disk must not lock machines out.
    pub(super) async fn note_client_use(&self, client: &Client, now: DateTime<Utc>) {
        let is_noted = client
            .last_used_at
            .is_some_and(|noted| now < noted + NOTED_EVERY);
        if !is_noted && let Err(error) = self.store.clients().update_last_used(client.id, now).await
        {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                client.id = client.id.0,
                "cannot note the use of a client"
            );
        }
    }
}
