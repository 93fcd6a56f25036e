//! The secret that a client was just given, on its way to that client's page.
//!
//! It is in the memory of this page load alone: no address, no storage, no cookie has it.

use leptos::prelude::*;
use model::ClientId;

use crate::api::IssuedSecret;
use crate::json;

/// A handle, cheap to copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewSecret {
    secret: RwSignal<Option<(ClientId, String)>>,
}

impl NewSecret {
    pub(crate) fn provide() {
        provide_context(Self {
            secret: RwSignal::default(),
        });
    }

    /// Keeps the secret that a server function has answered with, as JSON; returns whose it is.
    pub(crate) fn keep(self, answer: &str) -> Option<ClientId> {
        let IssuedSecret { id, secret } = json::read(answer).ok()?;
        self.secret.set(secret.map(|secret| (id, secret)));
        Some(id)
    }

    /// The secret of this client, if it is the one that was made.
    pub(crate) fn of(self, id: ClientId) -> Option<String> {
        let secret = self.secret.read_untracked();
        let (of, secret) = secret.as_ref()?;
        (*of == id).then(|| secret.clone())
    }

    pub(crate) fn forget(self) {
        self.secret.set(None);
    }
}

pub(crate) fn use_new_secret() -> NewSecret {
    expect_context()
}
