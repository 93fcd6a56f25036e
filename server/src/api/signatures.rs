//! `/api/signatures/`: crashes that are the same, and what people say of them.

use axum::Json;
use axum::extract::{FromRequest, OriginalUri, Request, State};
use axum::response::Response;
use model::{
    DumpFilter, DumpOrdering, DumpQuery, FieldErrors, SignatureDetails, SignatureFilter,
    SignatureId, SignatureOrdering, SignatureQuery,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::{DumpEditor, DumpReader};
use super::dump_list::{
    CURSOR, DEFAULT_LIMIT, MOMENT, STATE, page, parse_limit, parse_moment, set,
};
use super::fields::Fields;
use super::id::Id;
use super::openapi::parameters::{PageParameters, SignatureParameters};
use super::openapi::refusals::{
    BadFields, BadParameters, BadSignature, MissingScope, NoSuchSignature, Unauthorized,
};
use super::openapi::schemas::{self, SignatureChanges};
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<DumpReader>("Signature List", routes!(list)))
        .routes(resource::<DumpReader>(
            "Signature Instance",
            routes!(get_one, update),
        ))
        .routes(resource::<DumpReader>("Signature Dumps", routes!(dumps)))
}

/// List signatures.
///
/// A page of those that have crashes. The `Link` header leads to the next page.
#[utoipa::path(
    get,
    path = "/signatures/",
    operation_id = "list_signatures",
    tag = "Signatures",
    params(SignatureParameters),
    responses(
        (
            status = 200,
            description = "A page of signatures.",
            body = [schemas::SignatureSummary],
            headers(("Link" = String, description = "The next page, where there is one.")),
        ),
        BadParameters,
        Unauthorized,
        MissingScope,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn list(
    DumpReader(reader): DumpReader,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response> {
    let query = parse_query(uri.query().unwrap_or_default())?;
    let signatures = state.service.signatures.list(&reader, &query).await?;
    Ok(page(&uri, signatures))
}

fn parse_query(query: &str) -> Result<SignatureQuery, FieldErrors> {
    let mut filter = SignatureFilter::default();
    let mut ordering = SignatureOrdering::default();
    let mut limit = DEFAULT_LIMIT;
    let mut after = None;
    let mut errors = FieldErrors::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = value.as_ref();
        let problem = match name.as_ref() {
            "q" => set(&mut filter.q, Some(value.to_owned()), ""),
            "state" => set(&mut filter.state, value.parse().ok(), STATE),
            "product" => set(&mut filter.product, Some(value.to_owned()), ""),
            "version" => set(&mut filter.version, Some(value.to_owned()), ""),
            "platform" => set(&mut filter.platform, Some(value.to_owned()), ""),
            "first_version" => set(&mut filter.first_version, Some(value.to_owned()), ""),
            "first_seen_after" => set(&mut filter.first_seen_after, parse_moment(value), MOMENT),
            "last_seen_after" => set(&mut filter.last_seen_after, parse_moment(value), MOMENT),
            "ordering" => match value.parse() {
                Ok(value) => {
                    ordering = value;
                    None
                }
                Err(_) => Some(orderings()),
            },
            "limit" => match parse_limit(value) {
                Ok(value) => {
                    limit = value;
                    None
                }
                Err(problem) => Some(problem),
            },
            // The service reads it.
            "cursor" => set(&mut after, Some(value.to_owned()), ""),
            _ => continue,
        };
        errors.extend(&name, problem);
    }
    errors.into_result(SignatureQuery {
        filter,
        ordering,
        limit,
        after,
    })
}

fn orderings() -> String {
    let names = SignatureOrdering::ALL.map(SignatureOrdering::as_str);
    format!("Must be one of {}.", names.join(", "))
}

/// Show a signature.
///
/// How its crashes are spread, and what is said of it. One without crashes is there as long as
/// something is said of it.
#[utoipa::path(
    get,
    path = "/signatures/{id}/",
    operation_id = "get_signature",
    tag = "Signatures",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the signature.")),
    responses(
        (status = 200, description = "The signature.", body = schemas::SignatureDetails),
        Unauthorized,
        MissingScope,
        NoSuchSignature,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn get_one(
    DumpReader(reader): DumpReader,
    Id(id): Id<SignatureId>,
    State(state): State<AppState>,
) -> Result<Json<SignatureDetails>> {
    Ok(Json(state.service.signatures.get(&reader, id).await?))
}

/// Say something of a signature.
///
/// What is left out stays as it is. A resolved one is open again with the first crash that is
/// uploaded later and of `resolved_in` or a newer version; without `resolved_in`, with any that
/// is uploaded later.
#[utoipa::path(
    patch,
    path = "/signatures/{id}/",
    operation_id = "update_signature",
    tag = "Signatures",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the signature.")),
    request_body(content(
        (SignatureChanges = "application/json"),
        (SignatureChanges = "application/x-www-form-urlencoded"),
        (SignatureChanges = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "The signature as it is now.", body = schemas::SignatureDetails),
        BadSignature,
        Unauthorized,
        MissingScope,
        NoSuchSignature,
        BadFields,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn update(
    DumpEditor(editor): DumpEditor,
    Id(id): Id<SignatureId>,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<SignatureDetails>> {
    let signatures = &state.service.signatures;
    // An unknown id is 404 before the body is looked at.
    signatures.get(&editor, id).await?;
    let fields = Fields::from_request(request, &state).await?;
    let change = fields.into_signature_change()?;
    Ok(Json(signatures.update(&editor, id, change).await?))
}

/// List the dumps of a signature.
///
/// A page of them, the newest first. The `Link` header leads to the next page.
#[utoipa::path(
    get,
    path = "/signatures/{id}/dumps/",
    operation_id = "list_dumps_of_signature",
    tag = "Signatures",
    params(
        ("id" = i64, Path, minimum = 1, example = 1, description = "Number of the signature."),
        PageParameters,
    ),
    responses(
        (
            status = 200,
            description = "A page of dumps.",
            body = [schemas::Dump],
            headers(("Link" = String, description = "The next page, where there is one.")),
        ),
        BadParameters,
        Unauthorized,
        MissingScope,
        NoSuchSignature,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn dumps(
    DumpReader(reader): DumpReader,
    Id(id): Id<SignatureId>,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response> {
    let signature = state.service.signatures.get(&reader, id).await?;
    let query = parse_page(signature.summary.id, uri.query().unwrap_or_default())?;
    let dumps = state.service.dumps.list(&reader, &query).await?;
    Ok(page(&uri, dumps))
}

/// By id, which is the order of uploads, and that of the group's index.
fn parse_page(id: SignatureId, query: &str) -> Result<DumpQuery, FieldErrors> {
    let ordering = DumpOrdering::IdDescending;
    let mut parsed = DumpQuery {
        filter: DumpFilter {
            signature: Some(id.into()),
            ..DumpFilter::default()
        },
        ordering,
        limit: DEFAULT_LIMIT,
        after: None,
    };
    let mut errors = FieldErrors::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "limit" => match parse_limit(&value) {
                Ok(value) => parsed.limit = value,
                Err(problem) => errors.push("limit", problem),
            },
            "cursor" => match value.parse::<model::DumpCursor>() {
                Ok(cursor) if cursor.ordering == ordering => parsed.after = Some(cursor),
                _ => errors.push("cursor", CURSOR),
            },
            _ => {}
        }
    }
    errors.into_result(parsed)
}
