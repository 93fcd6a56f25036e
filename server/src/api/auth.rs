//! `/api/auth/`: registration, and tokens for people and machines.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::Anyone;
use super::fields::Fields;
use super::openapi::examples;
use super::openapi::refusals::{BadAccount, BadBearer, BadFields, TooManyAttempts};
use super::openapi::schemas::{BadRequest, ClientSecret, Credentials, Detail, RefreshToken};
use super::resource::resource;
use crate::AppState;
use crate::error::Result;
use crate::http::peer::Peer;

/// Login and refresh do not look at the header: a client whose token has expired comes there.
pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<Anyone>("Registration", routes!(register)))
        .routes(resource::<Anyone>("Client Token", routes!(client_token)))
        .routes(resource::<()>("Login", routes!(login)))
        .routes(resource::<()>("Refresh", routes!(refresh)))
}

/// A new account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = examples::registered)]
pub(super) struct Registered {
    id: i64,
    email: String,
}

/// The tokens of a login.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = examples::tokens)]
pub(super) struct Tokens {
    /// Good for new access tokens until it expires: 7 days, unless the operator decided otherwise.
    refresh: String,
    /// Good for 15 minutes, unless the operator decided otherwise.
    access: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(example = examples::access_token)]
pub(super) struct AccessToken {
    access: String,
}

/// Register an account.
///
/// It is active and not staff. Further fields are ignored.
#[utoipa::path(
    post,
    path = "/auth/register/",
    operation_id = "register",
    tag = "Authentication",
    request_body(content(
        (Credentials = "application/json"),
        (Credentials = "application/x-www-form-urlencoded"),
        (Credentials = "multipart/form-data"),
    )),
    responses(
        (status = 201, description = "The new account.", body = Registered),
        BadAccount,
        BadBearer,
        (
            status = 403,
            description = "Registration is switched off.",
            body = Detail,
            example = json!({
                "detail": "Registration is switched off here. Ask an administrator for an account.",
            }),
        ),
        BadFields,
    ),
    security((), ("bearerAuth" = [])),
)]
pub(super) async fn register(
    _: Anyone,
    State(state): State<AppState>,
    fields: Fields,
) -> Result<(StatusCode, Json<Registered>)> {
    let user = state
        .service
        .users
        .register(fields.into_credentials())
        .await?;
    let registered = Registered {
        id: user.id.0,
        email: user.email,
    };
    Ok((StatusCode::CREATED, Json(registered)))
}

/// Log in.
///
/// The domain part of the address is compared without regard to case. The
/// `Authorization` header is not looked at.
#[utoipa::path(
    post,
    path = "/auth/login/",
    operation_id = "login",
    tag = "Authentication",
    request_body(content(
        (Credentials = "application/json"),
        (Credentials = "application/x-www-form-urlencoded"),
        (Credentials = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "Tokens.", body = Tokens),
        (
            status = 400,
            description = "Fields at fault, or a body that cannot be read.",
            body = BadRequest,
            example = json!({ "password": ["This field may not be blank."] }),
        ),
        (
            status = 401,
            description = "Wrong password, unknown address or deactivated account alike.",
            headers(("WWW-Authenticate" = String, description = "`Bearer realm=\"api\"`")),
            body = Detail,
            example = json!({ "detail": "No active account found with the given credentials" }),
        ),
        BadFields,
        TooManyAttempts,
    ),
    security(()),
)]
pub(super) async fn login(
    State(state): State<AppState>,
    Peer(attempt): Peer,
    mut fields: Fields,
) -> Result<Json<Tokens>> {
    let email = fields.required_trimmed_text("email");
    let password = fields.required_trimmed_text("password");
    fields.finish()?;
    let pair = state
        .service
        .sessions
        .login(&email, &password, &attempt)
        .await?;
    Ok(Json(Tokens {
        refresh: pair.refresh,
        access: pair.access,
    }))
}

/// Get a new access token.
///
/// The refresh token may be used any number of times until it expires, or until a change
/// of password ends it. The `Authorization` header is not looked at.
#[utoipa::path(
    post,
    path = "/auth/refresh/",
    operation_id = "refresh",
    tag = "Authentication",
    request_body(content(
        (RefreshToken = "application/json"),
        (RefreshToken = "application/x-www-form-urlencoded"),
        (RefreshToken = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "A new access token.", body = AccessToken),
        (
            status = 400,
            description = "Fields at fault, or a body that cannot be read.",
            body = BadRequest,
            example = json!({ "refresh": ["This field is required."] }),
        ),
        (
            status = 401,
            description = "The token is not to be believed, or its account is gone.",
            headers(("WWW-Authenticate" = String, description = "`Bearer realm=\"api\"`")),
            body = Detail,
            examples(
                ("expired" = (summary = "Expired", value = json!({
                    "detail": "Token is expired", "code": "token_not_valid",
                }))),
                ("invalid" = (summary = "Garbage, a wrong signature, or ended", value = json!({
                    "detail": "Token is invalid", "code": "token_not_valid",
                }))),
                ("type" = (summary = "An access token", value = json!({
                    "detail": "Token has wrong type", "code": "token_not_valid",
                }))),
                ("account" = (summary = "An account deactivated or deleted", value = json!({
                    "detail": "No active account found for the given token.",
                }))),
            ),
        ),
        BadFields,
    ),
    security(()),
)]
pub(super) async fn refresh(
    State(state): State<AppState>,
    mut fields: Fields,
) -> Result<Json<AccessToken>> {
    let token = fields.required_trimmed_text("refresh");
    fields.finish()?;
    let access = state.service.sessions.refresh(&token).await?;
    Ok(Json(AccessToken { access }))
}

/// Get an access token for a machine.
///
/// For the secret of a client, or for the one that the operator gave to all machines. The
/// token is good for 5 minutes, unless the operator decided otherwise, and as long as the
/// client is: its secret is the same, it has not expired, nobody has revoked it.
#[utoipa::path(
    post,
    path = "/auth/client-token/",
    operation_id = "client_token",
    tag = "Authentication",
    request_body(content(
        (ClientSecret = "application/json"),
        (ClientSecret = "application/x-www-form-urlencoded"),
        (ClientSecret = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "An access token.", body = AccessToken),
        (
            status = 400,
            description = "Fields at fault, or a body that cannot be read.",
            body = BadRequest,
            example = json!({ "client_secret": ["This field is required."] }),
        ),
        (
            status = 401,
            description = "A wrong secret, a client that is expired or revoked, a deactivated \
                machine account, or a bad bearer token \
                that came along.",
            headers(("WWW-Authenticate" = String, description = "`Bearer realm=\"api\"`")),
            body = Detail,
            examples(
                ("secret" = (summary = "A wrong secret", value = json!({
                    "detail": "Invalid client secret.",
                }))),
                ("account" = (summary = "A deactivated account", value = json!({
                    "detail": "Machine account is disabled.",
                }))),
            ),
        ),
        BadFields,
        TooManyAttempts,
    ),
    security((), ("bearerAuth" = [])),
)]
pub(super) async fn client_token(
    _: Anyone,
    State(state): State<AppState>,
    Peer(attempt): Peer,
    mut fields: Fields,
) -> Result<Json<AccessToken>> {
    let secret = fields.required_text("client_secret");
    fields.finish()?;
    let access = state
        .service
        .sessions
        .client_token(&secret, &attempt)
        .await?;
    Ok(Json(AccessToken { access }))
}
