//! Who is asking, and the proofs of what they may do.
//!
//! ```text
//! Staff ─ is a ─ Member ─ is an ─ Editor ─ is a ─ Reader
//!                  client with `write` ─┘           │
//!                  client with `read` ──────────────┘
//! ```
//!
//! A proof of more is taken where one of less is asked for. A client has no account: it
//! never is a [`Member`], so whatever asks for one is closed to clients.

use std::ops::Deref;

use model::{ClientId, Scope, Scopes, User};
use store::SessionId;

use crate::{Error, Result};

/// Who a request comes from, found out once at its beginning.
#[derive(Clone, Debug, Default)]
pub enum Principal {
    #[default]
    Anonymous,
    Member(Member),
    Client(ActiveClient),
}

/// Proof that somebody may see dumps.
#[derive(Clone, Copy, Debug)]
pub struct Reader(());

/// Proof that somebody may see dumps and change them.
#[derive(Clone, Copy, Debug)]
pub struct Editor(Reader);

/// Proof of an active account at the time of the request.
#[derive(Clone, Debug)]
pub struct Member {
    user: User,
    session: Option<SessionId>,
}

/// Proof of an active account that is staff.
#[derive(Clone, Debug)]
pub struct Staff(Member);

/// A client that gets in at the time of the request.
#[derive(Clone, Debug)]
pub struct ActiveClient {
    id: ClientId,
    scopes: Scopes,
}

impl Principal {
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::MissingScope`].
    pub fn reader(&self) -> Result<Reader> {
        self.require(Scope::Read).map(|()| Reader(()))
    }

    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::MissingScope`].
    pub fn editor(&self) -> Result<Editor> {
        self.require(Scope::Write).map(|()| Editor(Reader(())))
    }

    /// An account may do whatever a client can be allowed to do.
    pub(crate) fn require(&self, scope: Scope) -> Result<()> {
        match self {
            Self::Anonymous => Err(Error::Unauthenticated),
            Self::Client(client) if !client.scopes.allow(scope) => Err(Error::MissingScope(scope)),
            Self::Member(_) | Self::Client(_) => Ok(()),
        }
    }

    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`] for a client.
    pub fn member(&self) -> Result<&Member> {
        match self {
            Self::Anonymous => Err(Error::Unauthenticated),
            Self::Member(member) => Ok(member),
            Self::Client(_) => Err(Error::Forbidden),
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
            Self::Anonymous | Self::Client(_) => None,
            Self::Member(member) => Some(&member.user),
        }
    }

    /// The client, if it is one.
    pub fn client(&self) -> Option<ClientId> {
        match self {
            Self::Anonymous | Self::Member(_) => None,
            Self::Client(client) => Some(client.id),
        }
    }
}

impl ActiveClient {
    /// The caller has checked that the client is active.
    pub(crate) fn new(id: ClientId, scopes: Scopes) -> Self {
        Self { id, scopes }
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

impl Deref for Editor {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl Deref for Member {
    type Target = Editor;

    fn deref(&self) -> &Editor {
        &Editor(Reader(()))
    }
}
