//! Rows of clients.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{Client, ClientId, Sha256};
use sqlx::{SqliteConnection, query, query_as};
use store::{
    ClientCredentials, ClientRepo, ClientSettings, NewClient, NewClientSecret, Result, SessionId,
};

use crate::access::{Access, Repo};
use crate::convert::{self, store_error};

struct ClientRow {
    id: i64,
    name: String,
    session: i64,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl TryFrom<ClientRow> for ClientCredentials {
    type Error = sqlx::Error;

    fn try_from(row: ClientRow) -> sqlx::Result<Self> {
        let client = Client {
            id: ClientId(row.id),
            name: row.name,
            scopes: row.scopes.parse().map_err(convert::decode_error)?,
            created_at: convert::moment(row.created_at)?,
            expires_at: row.expires_at.map(convert::moment).transpose()?,
            revoked_at: row.revoked_at.map(convert::moment).transpose()?,
            last_used_at: row.last_used_at.map(convert::moment).transpose()?,
        };
        Ok(Self {
            client,
            session: SessionId(row.session.cast_unsigned()),
        })
    }
}

impl TryFrom<ClientRow> for Client {
    type Error = sqlx::Error;

    fn try_from(row: ClientRow) -> sqlx::Result<Self> {
        ClientCredentials::try_from(row).map(|credentials| credentials.client)
    }
}

#[async_trait]
impl<A: Access> ClientRepo for Repo<A> {
    async fn insert(&self, client: NewClient) -> Result<Client> {
        self.0
            .write(move |connection| Box::pin(insert(connection, client)))
            .await
    }

    async fn get(&self, id: ClientId) -> Result<Option<Client>> {
        let credentials = ClientRepo::get_credentials(self, id).await?;
        Ok(credentials.map(|credentials| credentials.client))
    }

    async fn get_credentials(&self, id: ClientId) -> Result<Option<ClientCredentials>> {
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            ClientRow,
            "SELECT id, name, session, scopes, created_at, expires_at, revoked_at, last_used_at
             FROM clients WHERE id = ?",
            id.0
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(ClientCredentials::try_from)
            .transpose()
            .map_err(store_error)
    }

    async fn get_credentials_by_secret(&self, hash: Sha256) -> Result<Option<ClientCredentials>> {
        let hash = &hash.0[..];
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            ClientRow,
            r#"SELECT id AS "id!", name, session, scopes, created_at, expires_at, revoked_at,
                      last_used_at
               FROM clients WHERE secret_hash = ?"#,
            hash
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(ClientCredentials::try_from)
            .transpose()
            .map_err(store_error)
    }

    async fn list(&self) -> Result<Vec<Client>> {
        let mut connection = self.0.reader().await?;
        let rows = query_as!(
            ClientRow,
            "SELECT id, name, session, scopes, created_at, expires_at, revoked_at, last_used_at
             FROM clients ORDER BY id"
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        rows.into_iter()
            .map(Client::try_from)
            .collect::<sqlx::Result<_>>()
            .map_err(store_error)
    }

    async fn update(&self, id: ClientId, settings: ClientSettings) -> Result<Option<Client>> {
        self.0
            .write(move |connection| Box::pin(update(connection, id, settings)))
            .await
    }

    async fn update_secret(&self, id: ClientId, secret: NewClientSecret) -> Result<Option<Client>> {
        self.0
            .write(move |connection| Box::pin(update_secret(connection, id, secret)))
            .await
    }

    async fn update_last_used(&self, id: ClientId, at: DateTime<Utc>) -> Result<()> {
        let at = at.timestamp_micros();
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!(
                        "UPDATE clients SET last_used_at = max(coalesce(last_used_at, ?), ?)
                         WHERE id = ?",
                        at,
                        at,
                        id.0
                    )
                    .execute(connection)
                    .await
                    .map(drop)
                })
            })
            .await
    }

    async fn revoke(&self, id: ClientId, at: DateTime<Utc>) -> Result<Option<Client>> {
        self.0
            .write(move |connection| Box::pin(revoke(connection, id, at)))
            .await
    }

    async fn delete(&self, id: ClientId) -> Result<Option<Client>> {
        self.0
            .write(move |connection| Box::pin(delete(connection, id)))
            .await
    }
}

/// What no two clients share.
fn name_key(name: &str) -> String {
    name.to_lowercase()
}

async fn insert(connection: &mut SqliteConnection, client: NewClient) -> sqlx::Result<Client> {
    let NewClient {
        settings, secret, ..
    } = client;
    let name_key = name_key(&settings.name);
    let hash = &secret.hash.0[..];
    let session = secret.session.0.cast_signed();
    let scopes = settings.scopes.to_string();
    let created_at = client.created_at.timestamp_micros();
    let expires_at = settings.expires_at.map(|at| at.timestamp_micros());
    query_as!(
        ClientRow,
        r#"INSERT INTO clients (name, name_key, secret_hash, session, scopes, created_at,
                                expires_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           RETURNING id AS "id!", name, session, scopes, created_at, expires_at, revoked_at,
                     last_used_at"#,
        settings.name,
        name_key,
        hash,
        session,
        scopes,
        created_at,
        expires_at
    )
    .fetch_one(connection)
    .await?
    .try_into()
}

async fn update(
    connection: &mut SqliteConnection,
    id: ClientId,
    settings: ClientSettings,
) -> sqlx::Result<Option<Client>> {
    let name_key = name_key(&settings.name);
    let scopes = settings.scopes.to_string();
    let expires_at = settings.expires_at.map(|at| at.timestamp_micros());
    query_as!(
        ClientRow,
        r#"UPDATE clients SET name = ?, name_key = ?, scopes = ?, expires_at = ?
           WHERE id = ?
           RETURNING id AS "id!", name, session, scopes, created_at, expires_at, revoked_at,
                     last_used_at"#,
        settings.name,
        name_key,
        scopes,
        expires_at,
        id.0
    )
    .fetch_optional(connection)
    .await?
    .map(Client::try_from)
    .transpose()
}

async fn update_secret(
    connection: &mut SqliteConnection,
    id: ClientId,
    secret: NewClientSecret,
) -> sqlx::Result<Option<Client>> {
    let hash = &secret.hash.0[..];
    let session = secret.session.0.cast_signed();
    query_as!(
        ClientRow,
        r#"UPDATE clients SET secret_hash = ?, session = ?
           WHERE id = ?
           RETURNING id AS "id!", name, session, scopes, created_at, expires_at, revoked_at,
                     last_used_at"#,
        hash,
        session,
        id.0
    )
    .fetch_optional(connection)
    .await?
    .map(Client::try_from)
    .transpose()
}

async fn revoke(
    connection: &mut SqliteConnection,
    id: ClientId,
    at: DateTime<Utc>,
) -> sqlx::Result<Option<Client>> {
    let at = at.timestamp_micros();
    query_as!(
        ClientRow,
        r#"UPDATE clients SET revoked_at = coalesce(revoked_at, ?)
           WHERE id = ?
           RETURNING id AS "id!", name, session, scopes, created_at, expires_at, revoked_at,
                     last_used_at"#,
        at,
        id.0
    )
    .fetch_optional(connection)
    .await?
    .map(Client::try_from)
    .transpose()
}

async fn delete(connection: &mut SqliteConnection, id: ClientId) -> sqlx::Result<Option<Client>> {
    query_as!(
        ClientRow,
        r#"DELETE FROM clients WHERE id = ?
           RETURNING id AS "id!", name, session, scopes, created_at, expires_at, revoked_at,
                     last_used_at"#,
        id.0
    )
    .fetch_optional(connection)
    .await?
    .map(Client::try_from)
    .transpose()
}
