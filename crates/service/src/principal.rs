//! Who is asking, and the proofs of what they may do.

use model::User;
use store::SessionId;

use crate::{Error, Result};

/// Who a request comes from, found out once at its beginning.
#[derive(Clone, Debug, Default)]
pub enum Principal {
    #[default]
    Anonymous,
    Member(Member),
}

/// Proof of an active account at the time of the request.
#[derive(Clone, Debug)]
pub struct Member {
    user: User,
    session: Option<SessionId>,
}

/// Proof of an active account that is staff.
#[derive(Clone, Debug)]
pub struct Staff(Member);

impl Principal {
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub fn member(&self) -> Result<&Member> {
        match self {
            Self::Anonymous => Err(Error::Unauthenticated),
            Self::Member(member) => Ok(member),
        }
    }

    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`].
    pub fn staff(&self) -> Result<Staff> {
        let member = self.member()?;
        if member.user.is_staff {
            Ok(Staff(member.clone()))
        } else {
            Err(Error::Forbidden)
        }
    }

    /// The account, if there is one.
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::Anonymous => None,
            Self::Member(member) => Some(&member.user),
        }
    }
}

impl Member {
    /// The caller has checked that the account is active.
    pub(crate) fn new(user: User, session: Option<SessionId>) -> Self {
        Self { user, session }
    }

    pub fn user(&self) -> &User {
        &self.user
    }

    /// The session that the request belongs to, if it belongs to one.
    pub(crate) fn session(&self) -> Option<SessionId> {
        self.session
    }
}

impl Staff {
    pub fn member(&self) -> &Member {
        &self.0
    }
}
