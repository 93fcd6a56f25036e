//! Rows of sessions: the logins whose refresh tokens are out.

use std::fmt::{self, Debug};
use std::num::ParseIntError;
use std::str::FromStr;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::UserId;

use crate::Result;

/// Random name of a session, 64 bits.
///
/// The tokens of a session carry it as the first half of their `jti`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId(pub u64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for SessionId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionId({self})")
    }
}

/// Random name of one token of a session, 64 bits: the second half of its `jti`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenId(pub u64);

/// A session to be made.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: SessionId,
    pub user_id: UserId,
    pub token: TokenId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// The browser's or uploader's `User-Agent`, cut to 255 characters.
    pub user_agent: String,
    /// The address the login came from.
    pub address: String,
}

/// A session, ended or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub user_id: UserId,
    /// The refresh token that is current.
    pub token: TokenId,
    /// The token before it; and since when the current one is known to have arrived, or
    /// was made while that is not known.
    pub previous: Option<(TokenId, DateTime<Utc>)>,
    pub created_at: DateTime<Utc>,
    /// When the current token was last noted to be used; before `previous` as long as it was
    /// not.
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub user_agent: String,
    pub address: String,
}

/// A refresh token replaced by another.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    pub from: TokenId,
    pub to: TokenId,
    pub at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

#[async_trait]
pub trait SessionRepo: Send + Sync + Debug {
    /// Adds a session; that is its account's last login.
    async fn insert(&self, session: NewSession) -> Result<()>;

    async fn get(&self, id: SessionId) -> Result<Option<Session>>;

    /// The sessions of a user that have neither ended nor run out, last used first.
    async fn list_live(
        &self,
        user_id: UserId,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Session>>;

    /// The moment up to which every token of this user was ended, sessions known or not.
    async fn get_ended_before(&self, user_id: UserId) -> Result<Option<DateTime<Utc>>>;

    /// Replaces the current token; `false` when `from` is not current (any more).
    async fn update_token(&self, id: SessionId, rotation: Rotation) -> Result<bool>;

    /// Notes a use of `token` if it is current; the first one tells that it has arrived.
    async fn update_last_used(
        &self,
        id: SessionId,
        token: TokenId,
        at: DateTime<Utc>,
    ) -> Result<()>;

    /// Ends one session; ending it again changes nothing.
    async fn end(&self, id: SessionId, at: DateTime<Utc>) -> Result<()>;

    /// Ends every session of a user but `except`.
    async fn end_all(
        &self,
        user_id: UserId,
        except: Option<SessionId>,
        at: DateTime<Utc>,
    ) -> Result<()>;

    /// Forgets sessions whose tokens have all expired.
    async fn delete_expired(&self, now: DateTime<Utc>) -> Result<u64>;
}
