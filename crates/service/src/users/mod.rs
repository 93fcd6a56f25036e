//! Accounts: who may make them, change them and end them.

mod draft;
mod email;
mod password;
mod password_hasher;

use std::sync::Arc;

use model::{User, UserId};
use store::{NewUser, Store, Tx, UserChanges};

pub use draft::AccountDraft;
pub use email::Email;
pub use password::Password;
pub(crate) use password_hasher::PasswordHasher;

use crate::{Clock, Error, Result, Settings, Staff};

const LAST_ADMINISTRATOR: &str =
    "This is the last active administrator. Make another user staff first.";

/// Accounts and the rules about them.
#[derive(Debug)]
pub struct Users {
    store: Arc<dyn Store>,
    settings: Arc<Settings>,
    clock: Clock,
    passwords: PasswordHasher,
}

impl Users {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        settings: Arc<Settings>,
        clock: Clock,
        passwords: PasswordHasher,
    ) -> Self {
        Self {
            store,
            settings,
            clock,
            passwords,
        }
    }

    /// Makes an active account that is not staff, for whoever asks.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where registration is switched off, [`Error::Invalid`].
    pub async fn register(&self, draft: AccountDraft) -> Result<User> {
        if !self.settings.allow_registration {
            return Err(Error::NotAllowed(
                "Registration is switched off here. Ask an administrator for an account.",
            ));
        }
        self.insert(AccountDraft {
            is_active: None,
            is_staff: None,
            ..draft
        })
        .await
    }

    /// The accounts with `part` in their address, in any case.
    pub async fn list(&self, _: &Staff, part: &str) -> Result<Vec<User>> {
        Ok(self.store.users().list(part).await?)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, _: &Staff, id: UserId) -> Result<User> {
        self.store.users().get(id).await?.ok_or_else(not_found)
    }

    pub async fn create(&self, _: &Staff, draft: AccountDraft) -> Result<User> {
        self.insert(draft).await
    }

    /// Changes what the draft holds. A new password ends every session of that
    /// account but the one that made the change; deactivating it ends all of them, also
    /// for the day it is activated again.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`], [`Error::Conflict`] for the last
    /// active administrator.
    pub async fn update(&self, staff: &Staff, id: UserId, draft: AccountDraft) -> Result<User> {
        let mut checked = draft.check();
        if let Some(email) = &checked.email
            && let Some(other) = self.store.users().get_by_email(email.as_str()).await?
            && other.id != id
        {
            checked.errors.push("email", EMAIL_TAKEN);
        }
        checked.errors.into_result(())?;
        let new_password = checked.password.is_some();
        let changes = UserChanges {
            email: checked.email.map(String::from),
            password_hash: match checked.password {
                Some(password) => Some(self.passwords.hash(password).await?),
                None => None,
            },
            is_active: draft.is_active,
            is_staff: draft.is_staff,
        };
        let tx = self.store.begin().await?;
        let user = tx
            .users()
            .update(id, changes)
            .await?
            .ok_or_else(not_found)?;
        if draft.is_active == Some(false) || draft.is_staff == Some(false) {
            require_an_administrator(tx.as_ref()).await?;
        }
        if new_password || draft.is_active == Some(false) {
            let is_oneself = staff.member().user().id == id;
            let except = staff
                .member()
                .session()
                .filter(|_| is_oneself && user.is_active);
            tx.sessions().end_all(id, except, self.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(user)
    }

    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] for the last active administrator.
    pub async fn delete(&self, _: &Staff, id: UserId) -> Result<()> {
        let tx = self.store.begin().await?;
        let user = tx.users().delete(id).await?.ok_or_else(not_found)?;
        if user.is_active && user.is_staff {
            require_an_administrator(tx.as_ref()).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Makes an administrator, or makes an existing account one and sets its password.
    ///
    /// For the command line: whoever can run it owns the data.
    pub async fn create_superuser(&self, email: &str, password: &str) -> Result<User> {
        let (email, password) = AccountDraft::new(email, password).credentials()?;
        let password_hash = self.passwords.hash(password).await?;
        let tx = self.store.begin().await?;
        let user = if let Some(user) = tx.users().get_by_email(email.as_str()).await? {
            let changes = UserChanges {
                password_hash: Some(password_hash),
                is_active: Some(true),
                is_staff: Some(true),
                email: None,
            };
            self.overwrite(tx.as_ref(), user.id, changes).await?
        } else {
            let user = NewUser {
                email: email.into(),
                password_hash: Some(password_hash),
                is_active: true,
                is_staff: true,
                created_at: self.clock.now(),
            };
            tx.users().insert(user).await?
        };
        tx.commit().await?;
        Ok(user)
    }

    /// Sets a password and ends every session of that account.
    ///
    /// For the command line: whoever can run it owns the data.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`].
    pub async fn change_password(&self, email: &str, password: &str) -> Result<User> {
        let (email, password) = AccountDraft::new(email, password).credentials()?;
        let changes = UserChanges {
            password_hash: Some(self.passwords.hash(password).await?),
            ..UserChanges::default()
        };
        let tx = self.store.begin().await?;
        let user = tx
            .users()
            .get_by_email(email.as_str())
            .await?
            .ok_or_else(not_found)?;
        let user = self.overwrite(tx.as_ref(), user.id, changes).await?;
        tx.commit().await?;
        Ok(user)
    }

    async fn overwrite(&self, tx: &dyn Tx, id: UserId, changes: UserChanges) -> Result<User> {
        tx.sessions().end_all(id, None, self.clock.now()).await?;
        tx.users().update(id, changes).await?.ok_or_else(not_found)
    }

    /// The machines' address is, also before they have first asked for their account: nobody
    /// else shall know its password.
    async fn is_taken(&self, email: &Email) -> Result<bool> {
        let email = email.as_str();
        Ok(email == self.settings.machine_email.as_str()
            || self.store.users().get_by_email(email).await?.is_some())
    }

    async fn insert(&self, draft: AccountDraft) -> Result<User> {
        let (is_active, is_staff) = (draft.is_active, draft.is_staff);
        let mut checked = draft.with_required_credentials().check();
        if let Some(email) = &checked.email
            && self.is_taken(email).await?
        {
            checked.errors.push("email", EMAIL_TAKEN);
        }
        let (email, password) = checked.into_credentials()?;
        let user = NewUser {
            email: email.into(),
            password_hash: Some(self.passwords.hash(password).await?),
            is_active: is_active.unwrap_or(true),
            is_staff: is_staff.unwrap_or(false),
            created_at: self.clock.now(),
        };
        Ok(self.store.users().insert(user).await?)
    }
}

const EMAIL_TAKEN: &str = "user with this email already exists.";

fn not_found() -> Error {
    Error::NotFound("User")
}

async fn require_an_administrator(repos: &dyn Tx) -> Result<()> {
    if repos.users().count_administrators().await? == 0 {
        return Err(Error::Conflict(LAST_ADMINISTRATOR));
    }
    Ok(())
}
