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
//!
//! What allows to change dumps also says who changes them, for their histories: so nobody can
//! forget to.

use std::ops::Deref;

use model::{Actor, Client, ClientId, Scope, Scopes, User};
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

/// Proof that somebody may see dumps and change them, and who it is.
#[derive(Clone, Debug)]
pub struct Editor {
    reader: Reader,
    actor: Actor,
}

/// Proof of an active account at the time of the request.
#[derive(Clone, Debug)]
pub struct Member {
    editor: Editor,
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
    name: String,
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
        self.require(Scope::Write)?;
        Ok(Editor::new(self.actor()))
    }

    /// Whom a history names for what is done now.
    pub(crate) fn actor(&self) -> Actor {
        match self {
            Self::Anonymous => Actor::Anonymous,
            Self::Member(member) => member.actor().clone(),
            Self::Client(client) => Actor::Client(client.name.clone()),
        }
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
    pub(crate) fn new(client: Client) -> Self {
        let Client {
            id, name, scopes, ..
        } = client;
        Self { id, name, scopes }
    }
}

impl Editor {
    fn new(actor: Actor) -> Self {
        Self {
            reader: Reader(()),
            actor,
        }
    }

    /// Whom a history names for what is done with this proof.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl Member {
    /// The caller has checked that the account is active. `actor` is what histories call it.
    pub(crate) fn new(user: User, session: Option<SessionId>, actor: Actor) -> Self {
        Self {
            editor: Editor::new(actor),
            user,
            session,
        }
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
        &self.reader
    }
}

impl Deref for Member {
    type Target = Editor;

    fn deref(&self) -> &Editor {
        &self.editor
    }
}
