//! What people do with their own sessions: look at them, end them, change the password
//! behind them.

use model::FieldErrors;
use store::{Session, SessionId, UserChanges};

use super::{Attempt, Sessions, still_hold};
use crate::{Error, Member, Password, Result};

/// More than anyone looks through; "all others" ends those beyond, too.
const LISTED: u32 = 100;

const NOT_CURRENT: &str = "This is not your current password.";

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    pub session: Session,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

impl Sessions {
    /// The live sessions of whoever asks, last used first.
    pub async fn list(&self, member: &Member) -> Result<Vec<OwnSession>> {
        let now = self.clock.now();
        let sessions = self.store.sessions();
        let live = sessions.list_live(member.user().id, now, LISTED).await?;
        let own = |session: Session| OwnSession {
            is_current: member.session() == Some(session.id),
            session,
        };
        Ok(live.into_iter().map(own).collect())
    }

    /// Ends a session of whoever asks; ending it again changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`], also when it is somebody else's.
    pub async fn end(&self, member: &Member, id: SessionId) -> Result<()> {
        let session = self.store.sessions().get(id).await?;
        if session.is_none_or(|session| session.user_id != member.user().id) {
            return Err(Error::NotFound("Session"));
        }
        Ok(self.store.sessions().end(id, self.clock.now()).await?)
    }

    /// Ends every session of whoever asks but the one that asks.
    pub async fn end_others(&self, member: &Member) -> Result<()> {
        let (user, except) = (member.user().id, member.session());
        let sessions = self.store.sessions();
        Ok(sessions.end_all(user, except, self.clock.now()).await?)
    }

    /// Sets the password of whoever asks, and ends all of their other sessions.
    ///
    /// The current one is asked for as at a login, and as seldom: a browser left open must
    /// not give the account away.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `current_password` or `new_password`;
    /// [`Error::TooManyAttempts`].
    pub async fn change_password(
        &self,
        member: &Member,
        current: &str,
        new: &str,
        attempt: &Attempt,
    ) -> Result<()> {
        let user = member.user();
        let new = Password::parse(new).map_err(|messages| {
            let mut errors = FieldErrors::default();
            errors.extend("new_password", messages);
            errors
        })?;
        let checked = self.authenticate(&user.email, current, attempt).await;
        let checked = checked.map_err(|error| match error {
            Error::WrongCredentials => FieldErrors::of("current_password", NOT_CURRENT).into(),
            error => error,
        })?;
        let changes = UserChanges {
            password_hash: Some(self.passwords.hash(new).await?),
            ..UserChanges::default()
        };
        let tx = self.store.begin().await?;
        if !still_hold(&checked, tx.as_ref()).await? {
            return Err(FieldErrors::of("current_password", NOT_CURRENT).into());
        }
        tx.users().update(user.id, changes).await?;
        let now = self.clock.now();
        tx.sessions()
            .end_all(user.id, member.session(), now)
            .await?;
        Ok(tx.commit().await?)
    }
}
