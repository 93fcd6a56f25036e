//! How crash clients are pointed at this server.

use leptos::prelude::*;
use model::ClientId;
use serde::{Deserialize, Serialize};

use super::clients::IssuedSecret;
use crate::json::Answer;
use crate::question::Question;
use crate::snippets::Snippet;
use crate::{AppError, query};

/// What the page **Send crashes** shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    pub recipes: Vec<Snippet>,
    /// Whether the recipes have a place for a key.
    pub is_keyed: bool,
    /// Whose key the reader has chosen.
    pub chosen: Option<Key>,
    /// Of the one chosen, only after a form that was sent without JavaScript has made it.
    pub secret: Option<String>,
    /// What an administrator may choose from.
    pub keys: Vec<Key>,
}

/// A client whose secret is a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub id: ClientId,
    pub name: String,
}

/// The recipes: for a key, or as the server takes reports.
#[server(prefix = "/ui/api", endpoint = "get_connection", output = Answer)]
pub async fn get_connection(
    #[server(default)] key: Option<ClientId>,
) -> Result<Connection, AppError> {
    use service::Error;

    use crate::context::AppContext;
    use crate::snippets::recipes;
    use crate::visit::origin;

    let context = AppContext::current();
    context.member()?;
    let is_needed = !context.service.settings().anonymous_upload;
    let mut connection = Connection {
        is_keyed: is_needed || key.is_some(),
        recipes: recipes(&origin(&context), is_needed || key.is_some()),
        chosen: None,
        secret: None,
        keys: Vec::new(),
    };
    match context.staff() {
        Ok(staff) => {
            let clients = &context.service.clients;
            let keys = clients.list_keys(&staff).await?.into_iter();
            connection.keys = keys
                .map(|client| Key {
                    id: client.id,
                    name: client.name,
                })
                .collect();
            if let Some(id) = key {
                let mut keys = connection.keys.iter();
                let chosen = keys.find(|key| key.id == id);
                connection.chosen = Some(chosen.ok_or(Error::NotFound("Key"))?.clone());
                connection.secret = clients.take_for_page(&staff, id);
            }
        }
        Err(error) if key.is_some() => return Err(error.into()),
        // A member may read how it is done.
        Err(_) => {}
    }
    Ok(connection)
}

impl Question for GetConnection {
    fn parameters(&self) -> String {
        let key = self.key.map(|key| key.to_string());
        query::form(&[("key", key.as_deref())])
    }
}

/// A client that may upload and nothing else.
#[server(prefix = "/ui/api", endpoint = "create_key", output = Answer)]
pub async fn create_key(name: String) -> Result<IssuedSecret, AppError> {
    use model::Scope;
    use service::ClientDraft;

    use super::clients::hand_over;
    use crate::context::AppContext;

    let context = AppContext::current();
    let staff = context.staff()?;
    let draft = ClientDraft {
        name: Some(name),
        scopes: Some(vec![Scope::Upload.to_string()]),
        ..ClientDraft::default()
    };
    let issued = context.service.clients.create(&staff, draft).await?;
    Ok(hand_over(&context, &staff, issued, "/connect?key="))
}
