//! Rows of accounts.

use async_trait::async_trait;
use model::{User, UserId};
use sqlx::{SqliteConnection, query, query_as, query_scalar};
use store::{Credentials, NewUser, Result, UserChanges, UserRepo};

use crate::access::{Access, Repo};
use crate::convert::{self, store_error};
use crate::like;

struct UserRow {
    id: i64,
    email: String,
    is_active: bool,
    is_staff: bool,
    created_at: i64,
    last_login_at: Option<i64>,
}

impl TryFrom<UserRow> for User {
    type Error = sqlx::Error;

    fn try_from(row: UserRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: UserId(row.id),
            email: row.email,
            is_active: row.is_active,
            is_staff: row.is_staff,
            created_at: convert::moment(row.created_at)?,
            last_login_at: row.last_login_at.map(convert::moment).transpose()?,
        })
    }
}

#[async_trait]
impl<A: Access> UserRepo for Repo<A> {
    async fn insert(&self, user: NewUser) -> Result<User> {
        self.0
            .write(move |connection| Box::pin(insert(connection, user)))
            .await
    }

    async fn get(&self, id: UserId) -> Result<Option<User>> {
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            UserRow,
            "SELECT id, email, is_active, is_staff, created_at, last_login_at
             FROM users WHERE id = ?",
            id.0
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(User::try_from).transpose().map_err(store_error)
    }

    async fn get_by_email(&self, email: &str) -> Result<Option<User>> {
        Ok(self
            .get_credentials(email)
            .await?
            .map(|credentials| credentials.user))
    }

    async fn get_credentials(&self, email: &str) -> Result<Option<Credentials>> {
        let mut connection = self.0.reader().await?;
        let row = query!(
            r#"SELECT id AS "id!", email, is_active, is_staff, created_at, last_login_at,
                      password_hash
               FROM users WHERE email = ?"#,
            email
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(|row| {
            Ok(Credentials {
                user: UserRow {
                    id: row.id,
                    email: row.email,
                    is_active: row.is_active,
                    is_staff: row.is_staff,
                    created_at: row.created_at,
                    last_login_at: row.last_login_at,
                }
                .try_into()?,
                password_hash: row.password_hash,
            })
        })
        .transpose()
        .map_err(|error: sqlx::Error| store_error(error))
    }

    async fn list(&self, part: &str) -> Result<Vec<User>> {
        let Some(pattern) = like::containing(part) else {
            return Ok(Vec::new());
        };
        let mut connection = self.0.reader().await?;
        let rows = query_as!(
            UserRow,
            r"SELECT id, email, is_active, is_staff, created_at, last_login_at
              FROM users WHERE email LIKE ? ESCAPE '\' ORDER BY id",
            pattern
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        rows.into_iter()
            .map(User::try_from)
            .collect::<sqlx::Result<_>>()
            .map_err(store_error)
    }

    async fn count_administrators(&self) -> Result<u64> {
        let mut connection = self.0.reader().await?;
        let count =
            query_scalar!("SELECT count(*) FROM users WHERE is_active = TRUE AND is_staff = TRUE")
                .fetch_one(&mut *connection)
                .await
                .map_err(store_error)?;
        convert::size(count).map_err(store_error)
    }

    async fn update(&self, id: UserId, changes: UserChanges) -> Result<Option<User>> {
        self.0
            .write(move |connection| Box::pin(update(connection, id, changes)))
            .await
    }

    async fn delete(&self, id: UserId) -> Result<Option<User>> {
        self.0
            .write(move |connection| Box::pin(delete(connection, id)))
            .await
    }
}

async fn insert(connection: &mut SqliteConnection, user: NewUser) -> sqlx::Result<User> {
    let created_at = user.created_at.timestamp_micros();
    query_as!(
        UserRow,
        r#"INSERT INTO users (email, password_hash, is_active, is_staff, created_at)
           VALUES (?, ?, ?, ?, ?)
           RETURNING id AS "id!", email, is_active, is_staff, created_at, last_login_at"#,
        user.email,
        user.password_hash,
        user.is_active,
        user.is_staff,
        created_at
    )
    .fetch_one(connection)
    .await?
    .try_into()
}

async fn update(
    connection: &mut SqliteConnection,
    id: UserId,
    changes: UserChanges,
) -> sqlx::Result<Option<User>> {
    query_as!(
        UserRow,
        r#"UPDATE users SET email = coalesce(?, email),
                  password_hash = coalesce(?, password_hash),
                  is_active = coalesce(?, is_active),
                  is_staff = coalesce(?, is_staff)
           WHERE id = ?
           RETURNING id AS "id!", email, is_active, is_staff, created_at, last_login_at"#,
        changes.email,
        changes.password_hash,
        changes.is_active,
        changes.is_staff,
        id.0
    )
    .fetch_optional(connection)
    .await?
    .map(User::try_from)
    .transpose()
}

async fn delete(connection: &mut SqliteConnection, id: UserId) -> sqlx::Result<Option<User>> {
    query_as!(
        UserRow,
        r#"DELETE FROM users WHERE id = ?
           RETURNING id AS "id!", email, is_active, is_staff, created_at, last_login_at"#,
        id.0
    )
    .fetch_optional(connection)
    .await?
    .map(User::try_from)
    .transpose()
}
