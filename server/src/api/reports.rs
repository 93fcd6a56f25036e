//! `/api/dumps/{id}/report/`, `/processing/` and `/reprocess/`: what a dump says.

use axum::Json;
use axum::extract::{OriginalUri, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use model::{DumpId, FieldErrors, Processing};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::{Anyone, DumpEditor, DumpReader};
use super::id::Id;
use super::openapi::refusals::{BadParameters, MissingScope, NoSuchDump, NoText, Unauthorized};
use super::openapi::schemas;
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

const BAD_FORMAT: &str = "Must be json or text.";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<DumpReader>("Report", routes!(report)))
        .routes(resource::<DumpReader>("Processing", routes!(processing)))
        .routes(resource::<DumpEditor>("Reprocess", routes!(reprocess)))
}

/// Show the report of a dump.
///
/// The JSON of minidump-stackwalk, as its `json-schema.md` describes it; every field is optional.
/// With `format=text`, what it prints for people. What the process had open is shown to staff only.
/// A dump without a report is 404, with the reason in `detail`.
#[utoipa::path(
    get,
    path = "/dumps/{id}/report/",
    operation_id = "get_report",
    tag = "Dumps",
    params(
        ("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump."),
        (
            "format" = inline(Option<schemas::ReportFormat>), Query, nullable = false,
            description = "`json` when it is left out.",
        ),
    ),
    responses(
        (
            status = 200,
            description = "The report.",
            content(
                (Object = "application/json", example = json!({
                    "status": "OK",
                    "crash_info": {
                        "type": "SIGSEGV / SEGV_MAPERR", "address": "0x0000000000000010",
                        "crashing_thread": 0,
                    },
                })),
                (String = "text/plain"),
            ),
        ),
        BadParameters,
        Unauthorized,
        MissingScope,
        NoSuchDump,
        NoText,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn report(
    Anyone(principal): Anyone,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response> {
    let (reader, staff) = (principal.reader()?, principal.staff().ok());
    let reports = &state.service.reports;
    if let Format::Text = parse_format(uri.query().unwrap_or_default())? {
        let text = reports.read_text(&reader, id).await?;
        return Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response());
    }
    let json = reports.read(&reader, staff.as_ref(), id).await?;
    Ok(([(CONTENT_TYPE, "application/json")], json).into_response())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Text,
}

/// The last one counts.
fn parse_format(query: &str) -> Result<Format, FieldErrors> {
    let mut format = Format::Json;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        format = match (name.as_ref(), value.as_ref()) {
            ("format", "json") => Format::Json,
            ("format", "text") => Format::Text,
            ("format", _) => return Err(FieldErrors::of("format", BAD_FORMAT)),
            _ => format,
        };
    }
    Ok(format)
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
