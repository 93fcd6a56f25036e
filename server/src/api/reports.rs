//! `/api/dumps/{id}/report/`, `/processing/` and `/reprocess/`: what a dump says.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use model::{DumpId, Processing};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::{Anyone, DumpEditor, DumpReader};
use super::id::Id;
use super::openapi::refusals::{MissingScope, NoSuchDump, Unauthorized};
use super::openapi::schemas;
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<DumpReader>("Report", routes!(report)))
        .routes(resource::<DumpReader>("Processing", routes!(processing)))
        .routes(resource::<DumpEditor>("Reprocess", routes!(reprocess)))
}

/// Show the report of a dump.
///
/// The JSON of minidump-stackwalk, as its `json-schema.md` describes it; every field is optional.
/// A dump without a report is 404, with the reason in `detail`.
#[utoipa::path(
    get,
    path = "/dumps/{id}/report/",
    operation_id = "get_report",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (
            status = 200,
            description = "The report.",
            body = Object,
            example = json!({
                "status": "OK",
                "crash_info": {
                    "type": "SIGSEGV / SEGV_MAPERR", "address": "0x0000000000000010",
                    "crashing_thread": 0,
                },
            }),
        ),
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn report(
    Anyone(principal): Anyone,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<Response> {
    let (reader, staff) = (principal.reader()?, principal.staff().ok());
    let reports = &state.service.reports;
    let json = reports.read(&reader, staff.as_ref(), id).await?;
    Ok(([(CONTENT_TYPE, "application/json")], json).into_response())
}

/// Show how far processing is.
///
/// And of the report, if there is one, what lists show.
#[utoipa::path(
    get,
    path = "/dumps/{id}/processing/",
    operation_id = "get_processing",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (status = 200, description = "How far it is.", body = schemas::Processing),
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn processing(
    DumpReader(reader): DumpReader,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<Json<Processing>> {
    Ok(Json(state.service.reports.get(&reader, id).await?))
}

/// Process a dump again.
///
/// It is queued before all others; the report that there is stays until then.
#[utoipa::path(
    post,
    path = "/dumps/{id}/reprocess/",
    operation_id = "reprocess_dump",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (status = 202, description = "It is queued.", body = schemas::Processing),
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn reprocess(
    DumpEditor(editor): DumpEditor,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<(StatusCode, Json<Processing>)> {
    let queued = state.service.reports.process_again(&editor, id).await?;
    Ok((StatusCode::ACCEPTED, Json(queued)))
}
