//! `/api/dumps/`: taking, listing, changing and giving out crash dumps.

use axum::Json;
use axum::extract::{OriginalUri, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use model::{Dump, DumpFilter, DumpId};
use percent_encoding::percent_decode_str;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::{Anyone, DumpEditor, DumpReader};
use super::id::Id;
use super::openapi::parameters::{DownloadParameters, ListParameters};
use super::openapi::refusals::{
    BadBearer, BadForm, BadParameters, MissingScope, NoSuchDump, Unauthorized,
};
use super::openapi::schemas::{self, Detail, DumpChanges, DumpReplacement, LabelChange, NewDump};
use super::resource::resource;
use super::{download, dump_form, dump_list};
use crate::AppState;
use crate::error::{ApiError, Result};

const BY_LABEL: &str = "/api/dumps/by-label/";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<DumpReader>(
            "Crash Dump List",
            routes!(list, upload),
        ))
        .routes(resource::<DumpReader>(
            "Crash Dump Instance",
            routes!(get_one, replace, update, delete),
        ))
        .routes(resource::<DumpReader>("Download", routes!(download)))
        .routes(resource::<DumpReader>("By label", routes!(by_label)))
}

/// List dumps.
///
/// Without parameters: every dump, in ascending order of id. With any of them: a page, and
/// in `Link` the way to the next one. Parameters that are not known are ignored.
#[utoipa::path(
    get,
    path = "/dumps/",
    operation_id = "list_dumps",
    tag = "Dumps",
    params(ListParameters),
    responses(
        (
            status = 200,
            description = "Dumps.",
            headers(("Link" = String, description = "`<…>; rel=\"next\"` (RFC 8288), on every page but the last.")),
            body = [schemas::Dump],
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
    let dumps = state.service.dumps.clone();
    match dump_list::parse_query(uri.query().unwrap_or_default())? {
        Some(query) => {
            let page = dumps.list(&reader, &query).await?;
            Ok(dump_list::page(&uri, page))
        }
        None => dump_list::whole(dumps, reader, DumpFilter::default()).await,
    }
}

/// Upload a dump.
///
/// Whoever gets `201` can forget the file: it survives a power cut. Needs no credentials
/// unless the operator has decided otherwise, but bad ones are refused, and so is a client
/// without the scope `upload`.
///
/// Of several parts with one name the last counts; unknown ones are ignored.
#[utoipa::path(
    post,
    path = "/dumps/",
    operation_id = "upload_dump",
    tag = "Dumps",
    request_body(content((NewDump = "multipart/form-data"))),
    responses(
        (status = 201, description = "The new dump.", body = schemas::Dump),
        BadForm,
        BadBearer,
        MissingScope,
    ),
    security((), ("bearerAuth" = [])),
)]
pub(super) async fn upload(
    Anyone(principal): Anyone,
    State(state): State<AppState>,
    request: Request,
) -> Result<(StatusCode, Json<Dump>)> {
    let dumps = &state.service.dumps;
    let permit = dumps.permit_upload(&principal)?;
    let (file, label) = dump_form::read_with_file(&state.service, request).await?;
    let label = label.unwrap_or_default();
    let dump = dumps.create(permit, file, label).await?;
    Ok((StatusCode::CREATED, Json(dump)))
}

/// Show a dump.
#[utoipa::path(
    get,
    path = "/dumps/{id}/",
    operation_id = "get_dump",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (status = 200, description = "The dump.", body = schemas::Dump),
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn get_one(
    DumpReader(reader): DumpReader,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<Json<Dump>> {
    Ok(Json(state.service.dumps.get(&reader, id).await?))
}

/// List the dumps with a label.
///
/// Every dump whose label is this one, case and all, in ascending order of id.
#[utoipa::path(
    get,
    path = "/dumps/by-label/{*label}",
    operation_id = "list_dumps_by_label",
    tag = "Dumps",
    params((
        "label" = String, Path, example = "v1.2.3",
        description = "The whole label, percent-encoded; `%2F` is a slash in it.",
    )),
    responses(
        (status = 200, description = "Dumps; none is no error.", body = [schemas::Dump]),
        Unauthorized,
        MissingScope,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn by_label(
    DumpReader(reader): DumpReader,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response> {
    let label = label_in_path(uri.path()).ok_or(ApiError::NoSuchPath)?;
    let filter = DumpFilter {
        label: Some(label),
        ..DumpFilter::default()
    };
    dump_list::whole(state.service.dumps.clone(), reader, filter).await
}

/// Everything between `by-label/` and the last slash, decoded.
fn label_in_path(path: &str) -> Option<String> {
    let label = path.strip_prefix(BY_LABEL)?.strip_suffix('/')?;
    if label.is_empty() {
        return None;
    }
    let label = percent_decode_str(label).decode_utf8().ok()?;
    Some(label.into_owned())
}

/// Download a dump.
///
/// The bytes as they were uploaded. One that is under way ends with them, even when the dump is
/// replaced or deleted meanwhile.
#[utoipa::path(
    get,
    path = "/dumps/{id}/download/",
    operation_id = "download_dump",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump."), DownloadParameters),
    responses(
        (
            status = 200,
            description = "All bytes.",
            headers(
                ("Content-Disposition" = String, description = "`attachment`, with the original name."),
                ("ETag" = String, description = "The SHA-256 in quotes."),
                ("Last-Modified" = String, description = "When the bytes were written."),
                ("Accept-Ranges" = String, description = "`bytes`"),
            ),
            body = Vec<u8>,
            content_type = "application/octet-stream",
        ),
        (
            status = 206,
            description = "The bytes that `Range` asks for.",
            headers(
                ("Content-Range" = String, description = "`bytes 0-1023/65536`"),
                ("Content-Disposition" = String, description = "`attachment`, with the original name."),
                ("ETag" = String, description = "The SHA-256 of all bytes, in quotes."),
                ("Last-Modified" = String, description = "When the bytes were written."),
                ("Accept-Ranges" = String, description = "`bytes`"),
            ),
            body = Vec<u8>,
            content_type = "application/octet-stream",
        ),
        (
            status = 304,
            description = "The client has these bytes.",
            headers(
                ("ETag" = String, description = "The SHA-256 in quotes."),
                ("Last-Modified" = String, description = "When the bytes were written."),
            ),
        ),
        Unauthorized,
        MissingScope,
        NoSuchDump,
        (
            status = 410,
            description = "The server has lost or damaged the bytes.",
            body = Detail,
            example = json!({
                "detail": "The file of this dump is missing from the server's storage.",
            }),
        ),
        (
            status = 412,
            description = "`If-Match` or `If-Unmodified-Since` does not hold.",
            body = Detail,
            example = json!({
                "detail": "The dump is not in the state that the request asks for.",
            }),
        ),
        (
            status = 416,
            description = "`Range` begins behind the last byte.",
            headers(("Content-Range" = String, description = "`bytes */65536`")),
            body = Detail,
            example = json!({ "detail": "The dump has 65536 bytes." }),
        ),
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn download(
    DumpReader(reader): DumpReader,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let (dump, blob) = state.service.dumps.read(&reader, id).await?;
    download::send(&dump, blob, &method, &headers)
}

/// Replace a dump.
///
/// New bytes under a new `stored_name`; number and time stay. Without `label` the label stays
/// as well. After an error the dump is as before, contents included.
#[utoipa::path(
    put,
    path = "/dumps/{id}/",
    operation_id = "replace_dump",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    request_body(content((DumpReplacement = "multipart/form-data"))),
    responses(
        (status = 200, description = "The dump as it is now.", body = schemas::Dump),
        BadForm,
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn replace(
    DumpEditor(editor): DumpEditor,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<Dump>> {
    let dumps = &state.service.dumps;
    // An unknown id is 404 before the body is looked at.
    dumps.get(&editor, id).await?;
    let (file, label) = dump_form::read_with_file(&state.service, request).await?;
    Ok(Json(dumps.update(&editor, id, Some(file), label).await?))
}

/// Change a dump.
///
/// Its file, its label or both; with a label alone nothing else changes.
#[utoipa::path(
    patch,
    path = "/dumps/{id}/",
    operation_id = "update_dump",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    request_body(content(
        (DumpChanges = "multipart/form-data"),
        (LabelChange = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, description = "The dump as it is now.", body = schemas::Dump),
        BadForm,
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn update(
    DumpEditor(editor): DumpEditor,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<Dump>> {
    let dumps = &state.service.dumps;
    // An unknown id is 404 before the body is looked at.
    dumps.get(&editor, id).await?;
    let (file, label) = dump_form::read_any(&state.service, request).await?;
    Ok(Json(dumps.update(&editor, id, file, label).await?))
}

/// Delete a dump.
///
/// Its number is never given again.
#[utoipa::path(
    delete,
    path = "/dumps/{id}/",
    operation_id = "delete_dump",
    tag = "Dumps",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the dump.")),
    responses(
        (status = 204, description = "Row and bytes are gone."),
        Unauthorized,
        MissingScope,
        NoSuchDump,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn delete(
    DumpEditor(editor): DumpEditor,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<StatusCode> {
    state.service.dumps.delete(&editor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_in_a_path_may_hold_anything() {
        let label = |path: &str| label_in_path(&format!("{BY_LABEL}{path}"));
        assert_eq!(label("v1.2.3/").as_deref(), Some("v1.2.3"));
        assert_eq!(label("a%2Fb/c/").as_deref(), Some("a/b/c"));
        assert_eq!(label("%2F/").as_deref(), Some("/"));
        assert_eq!(label("a+b%0A/").as_deref(), Some("a+b\n"));
        assert_eq!(label("/"), None);
        assert_eq!(label("%FF/"), None);
    }
}
