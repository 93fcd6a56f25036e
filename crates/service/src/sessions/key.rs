//! Keys of crash clients: a client can often be given a URL and nothing else, so the secret of
//! a client may stand in one. Whoever reads the URL can then send crashes, and nothing more.

use model::ClientState;

use super::Sessions;
use crate::clients::secret;
use crate::principal::ActiveClient;
use crate::{Principal, Result};

impl Sessions {
    /// Who sends with this key. Only that of a client whose one scope is `upload` is a key;
    /// with anything else, and with an ended client, one is nobody.
    pub async fn authenticate_key(&self, key: &str) -> Result<Principal> {
        let Some(hash) = secret::hash_of(key) else {
            return Ok(Principal::Anonymous);
        };
        let now = self.clock.now();
        let found = self.store.clients().get_credentials_by_secret(hash).await?;
        let Some(found) = found
            .filter(|found| found.client.state(now) == ClientState::Active)
            .filter(|found| found.client.is_key())
        else {
            return Ok(Principal::Anonymous);
        };
        self.note_client_use(&found.client, now).await;
        Ok(Principal::Client(ActiveClient::new(found.client)))
    }
}
