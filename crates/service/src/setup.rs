//! The first administrator, made in the browser with a link that is good once.

use std::sync::{Arc, Mutex, PoisonError};

use model::User;
use rand::distr::{Alphanumeric, SampleString};
use store::{NewUser, Store};
use subtle::ConstantTimeEq;

use crate::users::{AccountDraft, PasswordHasher};
use crate::{Clock, Error, Result};

const TOKEN_CHARACTERS: usize = 32;

/// Waits for the first administrator, if there is none yet.
#[derive(Debug)]
pub struct Setup {
    store: Arc<dyn Store>,
    clock: Clock,
    passwords: PasswordHasher,
    /// `None` when there is an administrator.
    token: Mutex<Option<String>>,
}

impl Setup {
    pub(crate) async fn open(
        store: Arc<dyn Store>,
        clock: Clock,
        passwords: PasswordHasher,
    ) -> Result<Self> {
        let token = (store.users().count_administrators().await? == 0)
            .then(|| Alphanumeric.sample_string(&mut rand::rng(), TOKEN_CHARACTERS));
        Ok(Self {
            store,
            clock,
            passwords,
            token: Mutex::new(token),
        })
    }

    /// The token of the set-up link, for whoever reads the server's output.
    pub fn token(&self) -> Option<String> {
        self.token
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Closes the set-up when the first administrator was made by a command.
    pub async fn look_for_administrator(&self) -> Result<()> {
        if self.token().is_some() && self.store.users().count_administrators().await? > 0 {
            self.close();
        }
        Ok(())
    }

    fn close(&self) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether `token` is the one of the link and there is still no administrator.
    pub async fn is_open(&self, token: &str) -> Result<bool> {
        let is_the_token = self
            .token()
            .is_some_and(|expected| bool::from(expected.as_bytes().ct_eq(token.as_bytes())));
        Ok(is_the_token && self.store.users().count_administrators().await? == 0)
    }

    /// Makes the first administrator; of several callers one succeeds.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a wrong or used token, [`Error::Invalid`] for the
    /// fields.
    pub async fn complete(&self, token: &str, draft: AccountDraft) -> Result<User> {
        if !self.is_open(token).await? {
            return Err(Error::Forbidden);
        }
        let (email, password) = draft.credentials()?;
        let password_hash = self.passwords.hash(password).await?;
        let tx = self.store.begin().await?;
        if tx.users().count_administrators().await? > 0 {
            return Err(Error::Forbidden);
        }
        let user = tx
            .users()
            .insert(NewUser {
                email: email.into(),
                password_hash: Some(password_hash),
                is_active: true,
                is_staff: true,
                created_at: self.clock.now(),
            })
            .await?;
        tx.commit().await?;
        self.close();
        Ok(user)
    }
}
