//! `/api/signature-rules/`: which frames make signatures, for staff.

use axum::Json;
use axum::extract::{Request, State};
use model::{DryRun, SignaturePatterns, SignatureRules};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::{DumpReader, StaffMember};
use super::fields::Fields;
use super::openapi::refusals::{
    BadFields, BadPatterns, DryRunUnderWay, Forbidden, MissingScope, Unauthorized,
};
use super::openapi::schemas;
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

/// More than the service takes, so that it says so.
const MAX_PATTERNS: usize = 2_001;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<DumpReader>(
            "Signature Rules",
            routes!(get_one, replace),
        ))
        .routes(resource::<StaffMember>("Dry Run", routes!(dry_run)))
}

/// Show the patterns of staff.
///
/// They stand beside those that come with the program.
#[utoipa::path(
    get,
    path = "/signature-rules/",
    operation_id = "get_signature_rules",
    tag = "Signatures",
    responses(
        (status = 200, description = "The patterns.", body = schemas::SignatureRules),
        Unauthorized,
        MissingScope,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn get_one(
    DumpReader(reader): DumpReader,
    State(state): State<AppState>,
) -> Result<Json<SignatureRules>> {
    Ok(Json(state.service.signatures.rules(&reader).await?))
}

/// Replace the patterns of staff.
///
/// Crashes are grouped anew in the background, the newest first; `outdated` tells how many are
/// still to be. What is said of a group stays with it when it merely gets another name.
#[utoipa::path(
    put,
    path = "/signature-rules/",
    operation_id = "replace_signature_rules",
    tag = "Signatures",
    request_body(content(
        (schemas::SignaturePatterns = "application/json"),
        (schemas::SignaturePatterns = "application/x-www-form-urlencoded"),
        (schemas::SignaturePatterns = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "The patterns as they are now.", body = schemas::SignatureRules),
        BadPatterns,
        Unauthorized,
        Forbidden,
        BadFields,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn replace(
    StaffMember(staff): StaffMember,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<SignatureRules>> {
    let patterns = read(request).await?;
    let rules = state.service.signatures.save_rules(&staff, patterns);
    Ok(Json(rules.await?))
}

/// Try patterns.
///
/// Tells which groups they would merge, split or move, and changes nothing. It looks at every
/// crash: allow for some minutes where there are millions.
#[utoipa::path(
    post,
    path = "/signature-rules/dry-run/",
    operation_id = "try_signature_rules",
    tag = "Signatures",
    request_body(content(
        (schemas::SignaturePatterns = "application/json"),
        (schemas::SignaturePatterns = "application/x-www-form-urlencoded"),
        (schemas::SignaturePatterns = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "What would change.", body = schemas::DryRun),
        BadPatterns,
        Unauthorized,
        Forbidden,
        DryRunUnderWay,
        BadFields,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn dry_run(
    StaffMember(staff): StaffMember,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<DryRun>> {
    let patterns = read(request).await?;
    let outcome = state.service.signatures.dry_run(&staff, patterns);
    Ok(Json(outcome.await?))
}

async fn read(request: Request) -> Result<SignaturePatterns> {
    let fields = Fields::read(request, MAX_PATTERNS).await?;
    Ok(fields.into_patterns()?)
}
