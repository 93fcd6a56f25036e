//! Rows of sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::UserId;
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
use store::{NewSession, Result, Rotation, Session, SessionId, SessionRepo, TokenId};

use crate::access::{Access, Repo};
use crate::convert::{self, store_error};

struct SessionRow {
    id: i64,
    user_id: i64,
    token: i64,
    previous_token: Option<i64>,
    rotated_at: Option<i64>,
    created_at: i64,
    last_used_at: i64,
    expires_at: i64,
    ended_at: Option<i64>,
    user_agent: String,
    address: String,
}

impl TryFrom<SessionRow> for Session {
    type Error = sqlx::Error;

    fn try_from(row: SessionRow) -> sqlx::Result<Self> {
        let previous = match (row.previous_token, row.rotated_at) {
            (Some(token), Some(at)) => Some((TokenId(token.cast_unsigned()), convert::moment(at)?)),
            _ => None,
        };
        Ok(Self {
            id: SessionId(row.id.cast_unsigned()),
            user_id: UserId(row.user_id),
            token: TokenId(row.token.cast_unsigned()),
            previous,
            created_at: convert::moment(row.created_at)?,
            last_used_at: convert::moment(row.last_used_at)?,
            expires_at: convert::moment(row.expires_at)?,
            ended_at: row.ended_at.map(convert::moment).transpose()?,
            user_agent: row.user_agent,
            address: row.address,
        })
    }
}

#[async_trait]
impl<A: Access> SessionRepo for Repo<A> {
    async fn insert(&self, session: NewSession) -> Result<()> {
        self.0
            .write(move |connection| Box::pin(insert(connection, session)))
            .await
    }

    async fn get(&self, id: SessionId) -> Result<Option<Session>> {
        let id = id.0.cast_signed();
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            SessionRow,
            "SELECT id, user_id, token, previous_token, rotated_at, created_at, last_used_at,
                    expires_at, ended_at, user_agent, address
             FROM sessions WHERE id = ?",
            id
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(Session::try_from).transpose().map_err(store_error)
    }

    async fn list_live(
        &self,
        user_id: UserId,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Session>> {
        let now = now.timestamp_micros();
        let mut connection = self.0.reader().await?;
        let rows = query_as!(
            SessionRow,
            "SELECT id, user_id, token, previous_token, rotated_at, created_at, last_used_at,
                    expires_at, ended_at, user_agent, address
             FROM sessions WHERE user_id = ? AND ended_at IS NULL AND expires_at > ?
             ORDER BY last_used_at DESC, id LIMIT ?",
            user_id.0,
            now,
            limit
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        rows.into_iter()
            .map(Session::try_from)
            .collect::<sqlx::Result<_>>()
            .map_err(store_error)
    }

    async fn get_ended_before(&self, user_id: UserId) -> Result<Option<DateTime<Utc>>> {
        let mut connection = self.0.reader().await?;
        let micros = query_scalar!(
            "SELECT sessions_ended_before FROM users WHERE id = ?",
            user_id.0
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?
        .flatten();
        micros.map(convert::moment).transpose().map_err(store_error)
    }

    async fn update_token(&self, id: SessionId, rotation: Rotation) -> Result<bool> {
        self.0
            .write(move |connection| Box::pin(update_token(connection, id, rotation)))
            .await
    }

    async fn update_last_used(
        &self,
        id: SessionId,
        token: TokenId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let (id, token) = (id.0.cast_signed(), token.0.cast_signed());
        let at = at.timestamp_micros();
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!(
                        "UPDATE sessions
                         SET rotated_at = iif(last_used_at < rotated_at, ?, rotated_at),
                             last_used_at = max(last_used_at, ?)
                         WHERE id = ? AND token = ?",
                        at,
                        at,
                        id,
                        token
                    )
                    .execute(connection)
                    .await
                    .map(drop)
                })
            })
            .await
    }

    async fn end(&self, id: SessionId, at: DateTime<Utc>) -> Result<()> {
        let (id, at) = (id.0.cast_signed(), at.timestamp_micros());
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!(
                        "UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
                        at,
                        id
                    )
                    .execute(connection)
                    .await
                    .map(drop)
                })
            })
            .await
    }

    async fn end_all(
        &self,
        user_id: UserId,
        except: Option<SessionId>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        self.0
            .write(move |connection| Box::pin(end_all(connection, user_id, except, at)))
            .await
    }

    async fn delete_expired(&self, now: DateTime<Utc>) -> Result<u64> {
        let now = now.timestamp_micros();
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!("DELETE FROM sessions WHERE expires_at <= ?", now)
                        .execute(connection)
                        .await
                        .map(|done| done.rows_affected())
                })
            })
            .await
    }
}

async fn insert(connection: &mut SqliteConnection, session: NewSession) -> sqlx::Result<()> {
    let id = session.id.0.cast_signed();
    let token = session.token.0.cast_signed();
    let created_at = session.created_at.timestamp_micros();
    let expires_at = session.expires_at.timestamp_micros();
    let mut savepoint = connection.begin().await?;
    query!(
        "INSERT INTO sessions (id, user_id, token, created_at, last_used_at, expires_at,
                               user_agent, address)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        session.user_id.0,
        token,
        created_at,
        created_at,
        expires_at,
        session.user_agent,
        session.address
    )
    .execute(&mut *savepoint)
    .await?;
    query!(
        "UPDATE users SET last_login_at = ? WHERE id = ?",
        created_at,
        session.user_id.0
    )
    .execute(&mut *savepoint)
    .await?;
    savepoint.commit().await
}

async fn update_token(
    connection: &mut SqliteConnection,
    id: SessionId,
    rotation: Rotation,
) -> sqlx::Result<bool> {
    let id = id.0.cast_signed();
    let (from, to) = (rotation.from.0.cast_signed(), rotation.to.0.cast_signed());
    let at = rotation.at.timestamp_micros();
    let expires_at = rotation.expires_at.timestamp_micros();
    let done = query!(
        "UPDATE sessions
         SET token = ?, previous_token = token, rotated_at = ?, expires_at = ?
         WHERE id = ? AND token = ? AND ended_at IS NULL",
        to,
        at,
        expires_at,
        id,
        from
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn end_all(
    connection: &mut SqliteConnection,
    user_id: UserId,
    except: Option<SessionId>,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    let except = except.map(|id| id.0.cast_signed());
    let at = at.timestamp_micros();
    let mut savepoint = connection.begin().await?;
    query!(
        "UPDATE sessions SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL AND id IS NOT ?",
        at,
        user_id.0,
        except
    )
    .execute(&mut *savepoint)
    .await?;
    query!(
        "UPDATE users SET sessions_ended_before = ? WHERE id = ?",
        at,
        user_id.0
    )
    .execute(&mut *savepoint)
    .await?;
    savepoint.commit().await
}
