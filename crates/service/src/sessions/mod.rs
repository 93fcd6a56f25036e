//! Logins, the tokens they give, and who a token speaks for.
//!
//! A session is a login. Over REST its refresh token stays the same until it
//! expires, as the wire contract's clients expect. In a browser the token in the
//! cookie is replaced every so often; an old one that turns up again later was
//! stolen, and ends the session.

mod client;
mod key;
mod machine;
mod own;
mod tokens;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use model::{User, UserId};
use store::{Credentials, NewSession, Rotation, Session, Store, TokenId, Tx};

pub use self::own::OwnSession;
use self::tokens::{Claims, Jti, Signer, Subject, TokenKind};
use crate::text::without_padding;
use crate::throttle::{Throttle, network};
use crate::users::{Email, PasswordHasher};
use crate::{Clock, Error, Member, Principal, Result, Settings, TokenError};

/// How long the token before the current one is still good after that was first seen:
/// requests of one page load cross each other.
const ROTATION_GRACE: TimeDelta = TimeDelta::seconds(60);
/// How exactly the last use of a session is known.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);
const MAX_USER_AGENT_CHARACTERS: usize = 255;

/// Sessions and the rules about them.
#[derive(Debug)]
pub struct Sessions {
    store: Arc<dyn Store>,
    settings: Arc<Settings>,
    clock: Clock,
    passwords: PasswordHasher,
    signer: Signer,
    throttle: Throttle,
    cleanup: Arc<Mutex<Option<Cleanup>>>,
}

/// When expired sessions were forgotten, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cleanup {
    pub at: DateTime<Utc>,
    pub sessions: u64,
}

/// Somebody who tries to log in.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// Where from: an IP address.
    pub address: String,
    pub user_agent: String,
}

/// What a login over REST gives.
#[derive(Clone, Debug)]
pub struct TokenPair {
    pub refresh: String,
    pub access: String,
}

/// A browser whose cookie was good.
#[derive(Clone, Debug)]
pub struct BrowserSession {
    pub member: Member,
    /// The token to keep from now on, when it was time for a new one.
    pub new_token: Option<String>,
}

impl Sessions {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        settings: Arc<Settings>,
        clock: Clock,
        passwords: PasswordHasher,
    ) -> Self {
        Self {
            signer: Signer::new(&settings.secret_key),
            throttle: Throttle::new(settings.login_attempts_per_minute),
            store,
            settings,
            clock,
            passwords,
            cleanup: Arc::default(),
        }
    }

    /// Logs in over REST.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`], [`Error::TooManyAttempts`].
    pub async fn login(&self, email: &str, password: &str, attempt: &Attempt) -> Result<TokenPair> {
        let credentials = self.authenticate(email, password, attempt).await?;
        let now = self.clock.now();
        let jti = self.begin(&credentials, attempt, now).await?;
        let user_id = credentials.user.id;
        Ok(TokenPair {
            refresh: self.sign(TokenKind::Refresh, user_id, jti, now)?,
            access: self.sign(TokenKind::Access, user_id, Jti::of(jti.session), now)?,
        })
    }

    /// Logs in with a browser; returns the token for its cookie.
    ///
    /// # Errors
    /// As [`Sessions::login`].
    pub async fn login_browser(
        &self,
        email: &str,
        password: &str,
        attempt: &Attempt,
    ) -> Result<String> {
        let credentials = self.authenticate(email, password, attempt).await?;
        let now = self.clock.now();
        let jti = self.begin(&credentials, attempt, now).await?;
        self.sign(TokenKind::Browser, credentials.user.id, jti, now)
    }

    /// Who a REST access token speaks for, as that account or client is now.
    ///
    /// # Errors
    /// [`Error::AccessToken`], [`Error::NoUserInToken`], [`Error::UserNotFound`],
    /// [`Error::UserInactive`].
    pub async fn authenticate_access_token(&self, token: &str) -> Result<Principal> {
        let claims = match self
            .signer
            .verify(TokenKind::Access, token, self.clock.now())
        {
            Err(TokenError::WrongType) => return self.authenticate_client(token).await,
            verified => verified.map_err(Error::AccessToken)?,
        };
        let user_id = claims.user_id.ok_or(Error::NoUserInToken)?;
        let user = self.store.users().get(user_id).await?;
        let user = user.ok_or(Error::UserNotFound)?;
        if !user.is_active {
            return Err(Error::UserInactive);
        }
        let session = claims.jti.map(|jti| jti.session);
        Ok(Principal::Member(self.member(user, session)))
    }

    /// Gives a new access token for a refresh token, which stays good.
    ///
    /// # Errors
    /// [`Error::RefreshToken`], [`Error::NoAccountForToken`].
    pub async fn refresh(&self, token: &str) -> Result<String> {
        let now = self.clock.now();
        let claims = self
            .signer
            .verify(TokenKind::Refresh, token, now)
            .map_err(Error::RefreshToken)?;
        let user = self.active_user(&claims).await?;
        let user = user.ok_or(Error::NoAccountForToken)?;
        let session = match claims.jti {
            Some(jti) => self.store.sessions().get(jti.session).await?,
            None => None,
        };
        let jti = match session {
            Some(session) if session.ended_at.is_some() => {
                return Err(Error::RefreshToken(TokenError::Invalid));
            }
            Some(session) => {
                self.note_use(&session, now).await;
                Jti::of(session.id)
            }
            None if self.is_ended(user.id, &claims).await? => {
                return Err(Error::RefreshToken(TokenError::Invalid));
            }
            None => Jti::random(),
        };
        self.sign(TokenKind::Access, user.id, jti, now)
    }

    /// Who a browser's cookie speaks for; `None` sends it to the login page.
    pub async fn resume(&self, token: &str) -> Result<Option<BrowserSession>> {
        let now = self.clock.now();
        let Ok(claims) = self.signer.verify(TokenKind::Browser, token, now) else {
            return Ok(None);
        };
        let (Some(jti), Some(user)) = (claims.jti, self.active_user(&claims).await?) else {
            return Ok(None);
        };
        let Some(session) = self.store.sessions().get(jti.session).await? else {
            return Ok(None);
        };
        if session.ended_at.is_some() || session.user_id != user.id {
            return Ok(None);
        }
        let new_token = match standing(&session, jti.token, now) {
            Standing::Current => self.keep_fresh(&session, now).await,
            // The answer that brought the current one was lost.
            Standing::NotSucceeded => Some(self.sign_browser(&session, session.token, now)?),
            Standing::JustSucceeded => None,
            Standing::Succeeded => {
                tracing::warn!(user.id = user.id.0, session.id = %session.id, "a replaced session token was used again; the session is ended");
                self.store.sessions().end(session.id, now).await?;
                return Ok(None);
            }
        };
        let member = self.member(user, Some(session.id));
        Ok(Some(BrowserSession { member, new_token }))
    }

    /// Ends the session of whoever asks.
    pub async fn logout(&self, member: &Member) -> Result<()> {
        if let Some(session) = member.session() {
            self.store.sessions().end(session, self.clock.now()).await?;
        }
        Ok(())
    }

    /// Forgets sessions that have run out.
    pub async fn delete_expired(&self) -> Result<u64> {
        let at = self.clock.now();
        let sessions = self.store.sessions().delete_expired(at).await?;
        let mut last = self.cleanup.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Cleanup { at, sessions });
        Ok(sessions)
    }

    /// Where the last time that expired sessions were forgotten is noted.
    pub(crate) fn cleanup(&self) -> Arc<Mutex<Option<Cleanup>>> {
        self.cleanup.clone()
    }

    async fn authenticate(
        &self,
        email: &str,
        password: &str,
        attempt: &Attempt,
    ) -> Result<Credentials> {
        let email = Email::normalise(email);
        let keys = [
            format!("address {}", network(&attempt.address)),
            format!("account {email}"),
        ];
        self.throttle.begin(&keys, self.clock.now())?;
        let credentials = self.store.users().get_credentials(&email).await?;
        let hash = credentials
            .as_ref()
            .and_then(|credentials| credentials.password_hash.clone());
        let password = without_padding(password).to_owned();
        let is_right = self.passwords.verify(password, hash).await?;
        match credentials {
            Some(credentials) if is_right && credentials.user.is_active => {
                self.throttle.succeeded(&keys);
                Ok(credentials)
            }
            _ => Err(Error::WrongCredentials),
        }
    }

    /// Begins a session for credentials that were right a moment ago.
    ///
    /// Checking a password takes a while. One that was changed meanwhile has ended every
    /// session, and must not begin one behind that.
    async fn begin(
        &self,
        credentials: &Credentials,
        attempt: &Attempt,
        now: DateTime<Utc>,
    ) -> Result<Jti> {
        let user = &credentials.user;
        let jti = Jti::random();
        let session = NewSession {
            id: jti.session,
            user_id: user.id,
            token: jti.token,
            created_at: now,
            expires_at: now + self.settings.refresh_token_lifetime,
            user_agent: attempt
                .user_agent
                .chars()
                .take(MAX_USER_AGENT_CHARACTERS)
                .collect(),
            address: attempt.address.clone(),
        };
        let tx = self.store.begin().await?;
        if !still_hold(credentials, tx.as_ref()).await? {
            return Err(Error::WrongCredentials);
        }
        tx.sessions().insert(session).await?;
        tx.commit().await?;
        Ok(jti)
    }

    fn sign(
        &self,
        kind: TokenKind,
        user_id: UserId,
        jti: Jti,
        now: DateTime<Utc>,
    ) -> Result<String> {
        let lifetime = match kind {
            TokenKind::Access => self.settings.access_token_lifetime,
            TokenKind::Refresh | TokenKind::Browser => self.settings.refresh_token_lifetime,
            TokenKind::Client => self.settings.client_token_lifetime,
        };
        let subject = Subject::User(user_id);
        self.signer.sign(kind, subject, jti, now, lifetime)
    }

    async fn active_user(&self, claims: &Claims) -> Result<Option<User>> {
        let Some(id) = claims.user_id else {
            return Ok(None);
        };
        let user = self.store.users().get(id).await?;
        Ok(user.filter(|user| user.is_active))
    }

    /// Whether a token without a session (of the service before this one) was ended,
    /// by a change of password since it was issued.
    async fn is_ended(&self, user_id: UserId, claims: &Claims) -> Result<bool> {
        let ended_before = self.store.sessions().get_ended_before(user_id).await?;
        Ok(ended_before.is_some_and(|ended| claims.issued_at.is_none_or(|issued| issued <= ended)))
    }

    /// Replaces the current token when it is time to, and notes its use now and then.
    ///
    /// Neither is worth refusing a request for: a full disk must not lock people out.
    async fn keep_fresh(&self, session: &Session, now: DateTime<Utc>) -> Option<String> {
        let current_since = session.previous.map_or(session.created_at, |(_, at)| at);
        let has_arrived = session.last_used_at >= current_since;
        let fresh = if has_arrived && now >= current_since + self.settings.access_token_lifetime {
            self.rotate(session, now).await
        } else if !has_arrived || now >= session.last_used_at + NOTED_EVERY {
            let sessions = self.store.sessions();
            let noted = sessions.update_last_used(session.id, session.token, now);
            noted.await.map(|()| None).map_err(Error::from)
        } else {
            Ok(None)
        };
        fresh.unwrap_or_else(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot bring a session up to date"
            );
            None
        })
    }

    /// Notes a use over REST, where tokens are not replaced.
    async fn note_use(&self, session: &Session, now: DateTime<Utc>) {
        if now < session.last_used_at + NOTED_EVERY {
            return;
        }
        let sessions = self.store.sessions();
        let noted = sessions.update_last_used(session.id, session.token, now);
        if let Err(error) = noted.await {
            tracing::error!(%error, "cannot note the use of a session");
        }
    }

    async fn rotate(&self, session: &Session, now: DateTime<Utc>) -> Result<Option<String>> {
        let token = Jti::of(session.id).token;
        let rotation = Rotation {
            from: session.token,
            to: token,
            at: now,
            expires_at: now + self.settings.refresh_token_lifetime,
        };
        let sessions = self.store.sessions();
        if sessions.update_token(session.id, rotation).await? {
            self.sign_browser(session, token, now).map(Some)
        } else {
            // Another request of the same page load was first.
            Ok(None)
        }
    }

    fn sign_browser(
        &self,
        session: &Session,
        token: TokenId,
        now: DateTime<Utc>,
    ) -> Result<String> {
        let jti = Jti {
            session: session.id,
            token,
        };
        self.sign(TokenKind::Browser, session.user_id, jti, now)
    }
}

/// Whether credentials that were right a moment ago still are.
async fn still_hold(checked: &Credentials, tx: &dyn Tx) -> Result<bool> {
    let current = tx.users().get_credentials(&checked.user.email).await?;
    Ok(current.is_some_and(|current| {
        current.user.id == checked.user.id
            && current.user.is_active
            && current.password_hash == checked.password_hash
    }))
}

/// How a browser's token stands to the current one of its session.
enum Standing {
    Current,
    /// The one before, and its successor has not been seen yet: the answer with it is under
    /// way, may be for as long as an upload takes, or was lost.
    NotSucceeded,
    /// The one before, and its successor has only just been seen.
    JustSucceeded,
    /// Replaced for good.
    Succeeded,
}

fn standing(session: &Session, token: TokenId, now: DateTime<Utc>) -> Standing {
    if session.token == token {
        return Standing::Current;
    }
    match session.previous {
        Some((previous, at)) if previous == token => {
            if session.last_used_at < at {
                Standing::NotSucceeded
            } else if now < at + ROTATION_GRACE {
                Standing::JustSucceeded
            } else {
                Standing::Succeeded
            }
        }
        _ => Standing::Succeeded,
    }
}
