//! `/api/clients/`: machines that are known by name, for staff.

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, StatusCode};
use model::{Client, ClientId};
use serde::Serialize;
use service::IssuedClient;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::StaffMember;
use super::fields::Fields;
use super::id::Id;
use super::openapi::refusals::{
    BadClient, BadFields, Forbidden, NoSuchClient, RevokedClient, Unauthorized,
};
use super::openapi::schemas::{self, ClientChanges, NewClient};
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

/// What is shown once is kept by nobody.
const NO_STORE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<StaffMember>(
            "Client List",
            routes!(list, create),
        ))
        .routes(resource::<StaffMember>(
            "Client Instance",
            routes!(get_one, update, delete),
        ))
        .routes(resource::<StaffMember>("Rotate", routes!(rotate)))
        .routes(resource::<StaffMember>("Revoke", routes!(revoke)))
}

/// A client, and the secret that it has just been given.
#[derive(Debug, Serialize)]
pub(super) struct Issued {
    #[serde(flatten)]
    client: Client,
    secret: String,
}

impl From<IssuedClient> for Issued {
    fn from(IssuedClient { client, secret }: IssuedClient) -> Self {
        Self { client, secret }
    }
}

type Secret = (StatusCode, [(HeaderName, &'static str); 1], Json<Issued>);

/// List the clients.
///
/// In ascending order of id, whether they still get in or not.
#[utoipa::path(
    get,
    path = "/clients/",
    operation_id = "list_clients",
    tag = "Clients",
    responses(
        (status = 200, description = "Every client.", body = [schemas::Client]),
        Unauthorized,
        Forbidden,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn list(
    StaffMember(staff): StaffMember,
    State(state): State<AppState>,
) -> Result<Json<Vec<Client>>> {
    Ok(Json(state.service.clients.list(&staff).await?))
}

/// Make a client.
///
/// The answer holds its secret, which is shown this once.
#[utoipa::path(
    post,
    path = "/clients/",
    operation_id = "create_client",
    tag = "Clients",
    request_body(content(
        (NewClient = "application/json"),
        (NewClient = "application/x-www-form-urlencoded"),
        (NewClient = "multipart/form-data"),
    )),
    responses(
        (status = 201, description = "The new client and its secret.", body = schemas::IssuedClient),
        BadClient,
        Unauthorized,
        Forbidden,
        BadFields,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn create(
    StaffMember(staff): StaffMember,
    State(state): State<AppState>,
    fields: Fields,
) -> Result<Secret> {
    let draft = fields.into_client();
    let issued = state.service.clients.create(&staff, draft).await?;
    Ok((StatusCode::CREATED, NO_STORE, Json(issued.into())))
}

/// Show a client.
#[utoipa::path(
    get,
    path = "/clients/{id}/",
    operation_id = "get_client",
    tag = "Clients",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the client.")),
    responses(
        (status = 200, description = "The client.", body = schemas::Client),
        Unauthorized,
        Forbidden,
        NoSuchClient,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn get_one(
    StaffMember(staff): StaffMember,
    Id(id): Id<ClientId>,
    State(state): State<AppState>,
) -> Result<Json<Client>> {
    Ok(Json(state.service.clients.get(&staff, id).await?))
}

/// Change a client.
///
/// What is left out stays as it is. Tokens that are out heed the change at once.
#[utoipa::path(
    patch,
    path = "/clients/{id}/",
    operation_id = "update_client",
    tag = "Clients",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the client.")),
    request_body(content(
        (ClientChanges = "application/json"),
        (ClientChanges = "application/x-www-form-urlencoded"),
        (ClientChanges = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "The client as it is now.", body = schemas::Client),
        BadClient,
        Unauthorized,
        Forbidden,
        NoSuchClient,
        BadFields,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn update(
    StaffMember(staff): StaffMember,
    Id(id): Id<ClientId>,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<Client>> {
    let clients = &state.service.clients;
    // An unknown id is 404 before the body is looked at.
    clients.get(&staff, id).await?;
    let draft = Fields::from_request(request, &state).await?.into_client();
    Ok(Json(clients.update(&staff, id, draft).await?))
}

/// Delete a client.
///
/// Its secret and its tokens are good for nothing at once; its dumps stay. Its number is
/// never given again.
#[utoipa::path(
    delete,
    path = "/clients/{id}/",
    operation_id = "delete_client",
    tag = "Clients",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the client.")),
    responses(
        (status = 204, description = "The client is gone."),
        Unauthorized,
        Forbidden,
        NoSuchClient,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn delete(
    StaffMember(staff): StaffMember,
    Id(id): Id<ClientId>,
    State(state): State<AppState>,
) -> Result<StatusCode> {
    state.service.clients.delete(&staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give a client a new secret.
///
/// The old one and its tokens are good for nothing at once. The answer holds the new one,
/// which is shown this once.
#[utoipa::path(
    post,
    path = "/clients/{id}/rotate/",
    operation_id = "rotate_client",
    tag = "Clients",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the client.")),
    responses(
        (status = 200, description = "The client and its new secret.", body = schemas::IssuedClient),
        Unauthorized,
        Forbidden,
        NoSuchClient,
        RevokedClient,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn rotate(
    StaffMember(staff): StaffMember,
    Id(id): Id<ClientId>,
    State(state): State<AppState>,
) -> Result<Secret> {
    let issued = state.service.clients.rotate(&staff, id).await?;
    Ok((StatusCode::OK, NO_STORE, Json(issued.into())))
}

/// Revoke a client.
///
/// For good: its secret and its tokens are good for nothing at once. Doing so again changes
/// nothing.
#[utoipa::path(
    post,
    path = "/clients/{id}/revoke/",
    operation_id = "revoke_client",
    tag = "Clients",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the client.")),
    responses(
        (status = 200, description = "The client as it is now.", body = schemas::Client),
        Unauthorized,
        Forbidden,
        NoSuchClient,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn revoke(
    StaffMember(staff): StaffMember,
    Id(id): Id<ClientId>,
    State(state): State<AppState>,
) -> Result<Json<Client>> {
    Ok(Json(state.service.clients.revoke(&staff, id).await?))
}
