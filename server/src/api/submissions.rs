//! `/api/dumps/{id}/submission/` and `/attachments/`: what a crash client sent with a dump.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use model::{AttachmentId, DumpId, Submission};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::DumpReader;
use super::download;
use super::id::{Id, Ids};
use super::openapi::parameters::DownloadParameters;
use super::openapi::refusals::{MissingScope, NoSuchDump, Unauthorized};
use super::openapi::schemas;
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<DumpReader>("Submission", routes!(submission)))
        .routes(resource::<DumpReader>("Attachment", routes!(attachment)))
}

/// Show what came with a dump.
///
/// What the crash client told of the crash, and the files that it sent beside the dump. A dump
/// that was uploaded alone has none (404).
#[utoipa::path(
    get,
    path = "/dumps/{id}/submission/",
    operation_id = "get_submission",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (status = 200, description = "What came with the dump.", body = schemas::Submission),
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn submission(
    DumpReader(reader): DumpReader,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<Json<Submission>> {
    Ok(Json(state.service.dumps.submission(&reader, id).await?))
}

/// Download an attachment.
///
/// The bytes of a file that came with a dump.
#[utoipa::path(
    get,
    path = "/dumps/{id}/attachments/{attachment}/",
    operation_id = "download_attachment",
    tag = "Dumps",
    params(
        ("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump."),
        ("attachment" = i64, Path, minimum = 1, example = 1, description = "Number of the attachment."),
        DownloadParameters,
    ),
    responses(
        (
            status = 200,
            description = "All bytes; otherwise as a download of a dump.",
            body = Vec<u8>,
            content_type = "application/octet-stream",
        ),
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn attachment(
    DumpReader(reader): DumpReader,
    Ids(dump, attachment): Ids<DumpId, AttachmentId>,
    State(state): State<AppState>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let dumps = &state.service.dumps;
    let (attachment, blob) = dumps.read_attachment(&reader, dump, attachment).await?;
    download::send(&attachment, blob, &method, &headers)
}
