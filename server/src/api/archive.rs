//! `/api/dumps/{id}/archive/` and `/api/dumps/{id}/restore/`: moving dumps between the tiers.

use axum::Json;
use axum::extract::State;
use model::{Dump, DumpId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::DumpEditor;
use super::id::Id;
use super::openapi::refusals::{MissingScope, NoSuchDump, NotMovable, Unauthorized};
use super::openapi::schemas;
use super::resource::resource;
use crate::AppState;
use crate::error::Result;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<DumpEditor>("Archive", routes!(archive)))
        .routes(resource::<DumpEditor>("Restore", routes!(restore)))
}

/// Archive a dump.
///
/// Its bytes move to the archive, compressed. It is listed, downloaded and changed as before;
/// new bytes are not archived. A dump that is archived stays as it is.
#[utoipa::path(
    post,
    path = "/dumps/{id}/archive/",
    operation_id = "archive_dump",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (status = 200, description = "The dump as it is now.", body = schemas::Dump),
        NotMovable,
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn archive(
    DumpEditor(editor): DumpEditor,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<Json<Dump>> {
    Ok(Json(state.service.dumps.archive(&editor, id).await?))
}

/// Restore a dump.
///
/// Its bytes move out of the archive. A dump that is not archived stays as it is.
#[utoipa::path(
    post,
    path = "/dumps/{id}/restore/",
    operation_id = "restore_dump",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (status = 200, description = "The dump as it is now.", body = schemas::Dump),
        NotMovable,
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn restore(
    DumpEditor(editor): DumpEditor,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<Json<Dump>> {
    Ok(Json(state.service.dumps.restore(&editor, id).await?))
}
