//! Clients, for administrators.

use leptos::prelude::*;
use model::{ClientId, ClientState};
use serde::{Deserialize, Serialize};

use crate::json::Answer;
use crate::question::Question;
use crate::snippets::Snippet;
use crate::{AppError, query};

/// A client as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    pub id: ClientId,
    pub name: String,
    pub upload: bool,
    pub read: bool,
    pub write: bool,
    pub state: ClientState,
    /// In seconds since 1970, as the other moments.
    pub created: i64,
    pub last_used: Option<i64>,
    pub expires: Option<i64>,
    /// The last day before it expires, as a form holds it; empty for never.
    pub last_day: String,
}

/// What the page of a client shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientDetails {
    pub client: Client,
    /// Only after a form that was sent without JavaScript has made one.
    pub secret: Option<String>,
    pub snippets: Vec<Snippet>,
}

/// The secret that a client was just given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedSecret {
    pub id: ClientId,
    /// `None` when the page that follows shows it.
    pub secret: Option<String>,
}

#[cfg(feature = "ssr")]
impl Client {
    fn of(client: model::Client, state: ClientState) -> Self {
        use model::Scope;

        use crate::expiry_day::last_day;

        let has = |scope: Scope| client.scopes.iter().any(|granted| granted == scope);
        Self {
            id: client.id,
            upload: has(Scope::Upload),
            read: has(Scope::Read),
            write: has(Scope::Write),
            state,
            created: client.created_at.timestamp(),
            last_used: client.last_used_at.map(|at| at.timestamp()),
            expires: client.expires_at.map(|at| at.timestamp()),
            last_day: last_day(client.expires_at),
            name: client.name,
        }
    }
}

#[server(prefix = "/ui/api", endpoint = "list_clients", output = Answer)]
pub async fn list_clients() -> Result<Vec<Client>, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let clients = &context.service.clients;
    let list = clients.list(&context.staff()?).await?;
    let view = |client| {
        let state = clients.state(&client);
        Client::of(client, state)
    };
    Ok(list.into_iter().map(view).collect())
}

impl Question for ListClients {
    fn parameters(&self) -> String {
        String::new()
    }
}

#[server(prefix = "/ui/api", endpoint = "get_client", output = Answer)]
pub async fn get_client(id: ClientId) -> Result<ClientDetails, AppError> {
    use crate::context::AppContext;
    use crate::snippets::snippets;
    use crate::visit::origin;

    let context = AppContext::current();
    let (clients, staff) = (&context.service.clients, context.staff()?);
    let client = clients.get(&staff, id).await?;
    let state = clients.state(&client);
    Ok(ClientDetails {
        client: Client::of(client, state),
        secret: clients.take_for_page(&staff, id),
        snippets: snippets(&origin(&context)),
    })
}

impl Question for GetClient {
    fn parameters(&self) -> String {
        query::form(&[("id", Some(&self.id.to_string()))])
    }
}

/// A box that is not ticked is not in a form at all.
#[server(prefix = "/ui/api", endpoint = "create_client", output = Answer)]
pub async fn create_client(
    name: String,
    #[server(default)] upload: Option<String>,
    #[server(default)] read: Option<String>,
    #[server(default)] write: Option<String>,
    #[server(default)] expires_at: String,
) -> Result<IssuedSecret, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let staff = context.staff()?;
    let ticked = [upload, read, write];
    let draft = self::draft(name, &ticked, &expires_at, None);
    let issued = context.service.clients.create(&staff, draft).await?;
    Ok(hand_over(&context, &staff, issued, "/clients/"))
}

#[server(prefix = "/ui/api", endpoint = "update_client", output = Answer)]
pub async fn update_client(
    id: ClientId,
    name: String,
    #[server(default)] upload: Option<String>,
    #[server(default)] read: Option<String>,
    #[server(default)] write: Option<String>,
    #[server(default)] expires_at: String,
) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let (clients, staff) = (&context.service.clients, context.staff()?);
    let current = clients.get(&staff, id).await?.expires_at;
    let ticked = [upload, read, write];
    let draft = self::draft(name, &ticked, &expires_at, current);
    clients.update(&staff, id, draft).await?;
    redirect_plain_form(&format!("/clients/{id}"));
    Ok(())
}

#[server(prefix = "/ui/api", endpoint = "rotate_client", output = Answer)]
pub async fn rotate_client(id: ClientId) -> Result<IssuedSecret, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let staff = context.staff()?;
    let issued = context.service.clients.rotate(&staff, id).await?;
    Ok(hand_over(&context, &staff, issued, "/clients/"))
}

#[server(prefix = "/ui/api", endpoint = "revoke_client", output = Answer)]
pub async fn revoke_client(id: ClientId) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let clients = &context.service.clients;
    clients.revoke(&context.staff()?, id).await?;
    redirect_plain_form(&format!("/clients/{id}"));
    Ok(())
}

#[server(prefix = "/ui/api", endpoint = "delete_client", output = Answer)]
pub async fn delete_client(id: ClientId) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let clients = &context.service.clients;
    clients.delete(&context.staff()?, id).await?;
    redirect_plain_form("/clients");
    Ok(())
}

/// The fields of a form. `current` is the expiry of the client that it was filled with.
#[cfg(feature = "ssr")]
fn draft(
    name: String,
    ticked: &[Option<String>; 3],
    last_day: &str,
    current: Option<chrono::DateTime<chrono::Utc>>,
) -> service::ClientDraft {
    use model::Scope;

    let scopes = Scope::ALL.iter().zip(ticked);
    let scopes = scopes.filter(|(_, box_)| box_.is_some());
    let mut draft = service::ClientDraft {
        name: Some(name),
        scopes: Some(scopes.map(|(scope, _)| scope.to_string()).collect()),
        ..service::ClientDraft::default()
    };
    match crate::expiry_day::parse(last_day, current) {
        Ok(expiry) => draft.expiry = expiry,
        Err(errors) => draft.errors = errors,
    }
    draft
}

/// Gives the secret to the page that asked for it, or has it wait for the page that a plain
/// form is led to: `page` and the client's id.
#[cfg(feature = "ssr")]
pub(super) fn hand_over(
    context: &crate::context::AppContext,
    staff: &service::Staff,
    issued: service::IssuedClient,
    page: &str,
) -> IssuedSecret {
    use crate::context::{is_plain_form, redirect_plain_form};

    let id = issued.client.id;
    if is_plain_form() {
        context.service.clients.keep_for_page(staff, issued);
        redirect_plain_form(&format!("{page}{id}"));
        return IssuedSecret { id, secret: None };
    }
    IssuedSecret {
        id,
        secret: Some(issued.secret),
    }
}
