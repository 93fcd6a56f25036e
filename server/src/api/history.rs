//! `/api/dumps/{id}/history/`: what was done to a dump.

use axum::Json;
use axum::extract::State;
use model::{DumpEvent, DumpId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::DumpReader;
use super::id::Id;
use super::openapi::refusals::{MissingScope, NoSuchDump, Unauthorized};
use super::openapi::schemas;
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(resource::<DumpReader>("History", routes!(history)))
}

/// Show the history of a dump.
///
/// What was done to it, newest first; of more than 100 events the newest. They are numbered
/// from 1, the upload, so the last one tells how many came before. It goes with the dump.
#[utoipa::path(
    get,
    path = "/dumps/{id}/history/",
    operation_id = "get_dump_history",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (status = 200, description = "At least the upload.", body = [schemas::DumpEvent]),
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn history(
    DumpReader(reader): DumpReader,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<Json<Vec<DumpEvent>>> {
    Ok(Json(state.service.dumps.history(&reader, id).await?))
}
