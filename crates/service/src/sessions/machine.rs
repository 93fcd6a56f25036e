//! Tokens for machines, which know the operator's secret or one of their own.

use model::{Actor, User};
use store::{NewUser, SessionId, StoreError};
use subtle::ConstantTimeEq;

use super::tokens::{Jti, Subject, TokenKind};
use super::{Attempt, Sessions};
use crate::throttle::network;
use crate::{Error, Member, Result};

impl Sessions {
    /// Gives a machine an access token: for the shared secret that of the machines' account,
    /// for a client's secret that client's.
    ///
    /// # Errors
    /// [`Error::WrongClientSecret`], [`Error::MachineAccountDisabled`],
    /// [`Error::TooManyAttempts`].
    pub async fn client_token(&self, secret: &str, attempt: &Attempt) -> Result<String> {
        let keys = [format!("client {}", network(&attempt.address))];
        self.throttle.begin(&keys, self.clock.now())?;
        let is_right = self
            .settings
            .machine_secret
            .as_ref()
            .is_some_and(|expected| bool::from(expected.as_bytes().ct_eq(secret.as_bytes())));
        if !is_right {
            let token = self.token_of_client(secret).await?;
            self.throttle.succeeded(&keys);
            return Ok(token);
        }
        self.throttle.succeeded(&keys);
        let machine = self.machine_account().await?;
        // A secret that programs carry must not open what is for administrators.
        if !machine.is_active || machine.is_staff {
            return Err(Error::MachineAccountDisabled);
        }
        self.signer.sign(
            TokenKind::Access,
            Subject::User(machine.id),
            Jti::random(),
            self.clock.now(),
            self.settings.client_token_lifetime,
        )
    }

    /// An active account. All machines with the operator's secret share one, so its address is
    /// nobody's.
    pub(super) fn member(&self, user: User, session: Option<SessionId>) -> Member {
        let name = user.email.clone();
        let is_machine =
            self.settings.machine_secret.is_some() && name == self.settings.machine_email.as_str();
        let actor = if is_machine {
            Actor::Machine(name)
        } else {
            Actor::User(name)
        };
        Member::new(user, session, actor)
    }

    /// The account of machines, made when it is first needed.
    async fn machine_account(&self) -> Result<User> {
        let email = self.settings.machine_email.as_str();
        if let Some(user) = self.store.users().get_by_email(email).await? {
            return Ok(user);
        }
        let user = NewUser {
            email: email.to_owned(),
            password_hash: None,
            is_active: true,
            is_staff: false,
            created_at: self.clock.now(),
        };
        match self.store.users().insert(user).await {
            Err(StoreError::EmailTaken) => self
                .store
                .users()
                .get_by_email(email)
                .await?
                .ok_or(Error::UserNotFound),
            inserted => Ok(inserted?),
        }
    }
}
