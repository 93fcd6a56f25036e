//! `/api/users/`: accounts, for staff.

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use model::{User, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::StaffMember;
use super::fields::Fields;
use super::id::Id;
use super::openapi::examples;
use super::openapi::refusals::{
    BadAccount, BadFields, Forbidden, LastAdministrator, NoSuchUser, Unauthorized,
};
use super::openapi::schemas::{AccountChanges, NewAccount};
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<StaffMember>("User List", routes!(list, create)))
        .routes(resource::<StaffMember>(
            "User Instance",
            routes!(get_one, replace, update, delete),
        ))
}

/// An account in the wire contract's words: these keys and no others.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = examples::account)]
pub(super) struct Account {
    /// Counts up from 1 and is never given again.
    #[schema(value_type = i64, minimum = 1)]
    id: UserId,
    /// The domain part in lower case, the local part as given.
    email: String,
    is_active: bool,
    is_staff: bool,
}

impl From<User> for Account {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            email: user.email,
            is_active: user.is_active,
            is_staff: user.is_staff,
        }
    }
}

/// List the accounts.
///
/// In ascending order of id.
#[utoipa::path(
    get,
    path = "/users/",
    operation_id = "list_users",
    tag = "Users",
    responses(
        (status = 200, description = "Every account.", body = [Account]),
        Unauthorized,
        Forbidden,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn list(
    StaffMember(staff): StaffMember,
    State(state): State<AppState>,
) -> Result<Json<Vec<Account>>> {
    let users = state.service.users.list(&staff, "").await?;
    Ok(Json(users.into_iter().map(Account::from).collect()))
}

/// Make an account.
#[utoipa::path(
    post,
    path = "/users/",
    operation_id = "create_user",
    tag = "Users",
    request_body(content(
        (NewAccount = "application/json"),
        (NewAccount = "application/x-www-form-urlencoded"),
        (NewAccount = "multipart/form-data"),
    )),
    responses(
        (status = 201, description = "The new account.", body = Account),
        BadAccount,
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
) -> Result<(StatusCode, Json<Account>)> {
    let draft = fields.into_account();
    let user = state.service.users.create(&staff, draft).await?;
    Ok((StatusCode::CREATED, Json(user.into())))
}

/// Show an account.
#[utoipa::path(
    get,
    path = "/users/{id}/",
    operation_id = "get_user",
    tag = "Users",
    params(("id" = i64, Path, minimum = 1, example = 4, description = "Number of the account.")),
    responses(
        (status = 200, description = "The account.", body = Account),
        Unauthorized,
        Forbidden,
        NoSuchUser,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn get_one(
    StaffMember(staff): StaffMember,
    Id(id): Id<UserId>,
    State(state): State<AppState>,
) -> Result<Json<Account>> {
    let user = state.service.users.get(&staff, id).await?;
    Ok(Json(user.into()))
}

/// Set an account.
///
/// Address and password must be there. A new password ends every session of the account
/// but the one that makes the change; access tokens run out by themselves.
#[utoipa::path(
    put,
    path = "/users/{id}/",
    operation_id = "replace_user",
    tag = "Users",
    params(("id" = i64, Path, minimum = 1, example = 4, description = "Number of the account.")),
    request_body(content(
        (NewAccount = "application/json"),
        (NewAccount = "application/x-www-form-urlencoded"),
        (NewAccount = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "The account as it is now.", body = Account),
        BadAccount,
        Unauthorized,
        Forbidden,
        NoSuchUser,
        LastAdministrator,
        BadFields,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn replace(
    StaffMember(staff): StaffMember,
    Id(id): Id<UserId>,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<Account>> {
    state.service.users.get(&staff, id).await?;
    let draft = Fields::from_request(request, &state).await?.into_account();
    let draft = draft.with_required_credentials();
    let user = state.service.users.update(&staff, id, draft).await?;
    Ok(Json(user.into()))
}

/// Change an account.
///
/// What is left out stays as it is. A new password ends every session of the account but
/// the one that makes the change; access tokens run out by themselves.
#[utoipa::path(
    patch,
    path = "/users/{id}/",
    operation_id = "update_user",
    tag = "Users",
    params(("id" = i64, Path, minimum = 1, example = 4, description = "Number of the account.")),
    request_body(content(
        (AccountChanges = "application/json"),
        (AccountChanges = "application/x-www-form-urlencoded"),
        (AccountChanges = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "The account as it is now.", body = Account),
        BadAccount,
        Unauthorized,
        Forbidden,
        NoSuchUser,
        LastAdministrator,
        BadFields,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn update(
    StaffMember(staff): StaffMember,
    Id(id): Id<UserId>,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<Account>> {
    state.service.users.get(&staff, id).await?;
    let draft = Fields::from_request(request, &state).await?.into_account();
    let user = state.service.users.update(&staff, id, draft).await?;
    Ok(Json(user.into()))
}

/// Delete an account.
///
/// Its dumps stay. Its number is never given again.
#[utoipa::path(
    delete,
    path = "/users/{id}/",
    operation_id = "delete_user",
    tag = "Users",
    params(("id" = i64, Path, minimum = 1, example = 4, description = "Number of the account.")),
    responses(
        (status = 204, description = "The account is gone."),
        Unauthorized,
        Forbidden,
        NoSuchUser,
        LastAdministrator,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn delete(
    StaffMember(staff): StaffMember,
    Id(id): Id<UserId>,
    State(state): State<AppState>,
) -> Result<StatusCode> {
    state.service.users.delete(&staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
