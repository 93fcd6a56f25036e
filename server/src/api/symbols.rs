//! `/api/symbols/`: the symbol files that make stacks readable.

use axum::Json;
use axum::extract::{OriginalUri, Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::{FieldErrors, MissingModuleQuery, Symbol, SymbolId, SymbolQuery};
use serde::Serialize;
use service::KeptSymbol;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bearer::{Anyone, DumpEditor, DumpReader, UrlKey};
use super::dump_list::{DEFAULT_LIMIT, page, parse_limit};
use super::id::{self, Id};
use super::openapi::parameters::{PageParameters, SymbolParameters};
use super::openapi::refusals::{
    BadParameters, BadSymbols, MissingScope, NoSuchSymbol, Unauthorized,
};
use super::openapi::schemas;
use super::resource::resource;
use super::symbol_files;
use crate::AppState;
use crate::error::Result;

const CURSOR: &str = "Must be the cursor of a page's Link header.";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(resource::<Anyone>("Symbol List", routes!(list, upload)))
        .routes(resource::<DumpReader>(
            "Symbol Instance",
            routes!(get_one, delete),
        ))
        .routes(resource::<DumpReader>(
            "Missing Symbol List",
            routes!(list_missing),
        ))
}

/// What has become of a file.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    #[serde(flatten)]
    symbol: Symbol,
    is_new: bool,
}

impl From<KeptSymbol> for Kept {
    fn from(KeptSymbol { symbol, is_new }: KeptSymbol) -> Self {
        Self { symbol, is_new }
    }
}

/// List symbol files.
///
/// A page of them, the newest first. The `Link` header leads to the next page.
#[utoipa::path(
    get,
    path = "/symbols/",
    operation_id = "list_symbols",
    tag = "Symbols",
    params(SymbolParameters),
    responses(
        (
            status = 200,
            description = "A page of symbol files.",
            body = [schemas::Symbol],
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
    let symbols = state.service.symbols.list(&reader, &query).await?;
    Ok(page(&uri, symbols))
}

fn parse_query(query: &str) -> Result<SymbolQuery, FieldErrors> {
    let mut parsed = SymbolQuery {
        q: String::new(),
        limit: DEFAULT_LIMIT,
        after: None,
    };
    let mut errors = FieldErrors::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "q" => parsed.q = value.into_owned(),
            "limit" => match parse_limit(&value) {
                Ok(value) => parsed.limit = value,
                Err(problem) => errors.push("limit", problem),
            },
            "cursor" => match id::parse(&value) {
                Some(id) => parsed.after = Some(SymbolId(id)),
                None => errors.push("cursor", CURSOR),
            },
            _ => {}
        }
    }
    errors.into_result(parsed)
}

/// List modules without symbols.
///
/// A page of the modules that dumps lack symbols of, what most of them lack first. The `Link`
/// header leads to the next page. Counts move as dumps come and are processed, so a module may
/// be on two pages, or on none.
#[utoipa::path(
    get,
    path = "/symbols/missing/",
    operation_id = "list_missing_symbols",
    tag = "Symbols",
    params(PageParameters),
    responses(
        (
            status = 200,
            description = "A page of modules.",
            body = [schemas::MissingModule],
            headers(("Link" = String, description = "The next page, where there is one.")),
        ),
        BadParameters,
        Unauthorized,
        MissingScope,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn list_missing(
    DumpReader(reader): DumpReader,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response> {
    let query = parse_missing_query(uri.query().unwrap_or_default())?;
    let missing = state.service.symbols.list_missing(&reader, &query).await?;
    Ok(page(&uri, missing))
}

fn parse_missing_query(query: &str) -> Result<MissingModuleQuery, FieldErrors> {
    let mut parsed = MissingModuleQuery {
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
            "cursor" => match value.parse() {
                Ok(after) => parsed.after = Some(after),
                Err(_) => errors.push("cursor", CURSOR),
            },
            _ => {}
        }
    }
    errors.into_result(parsed)
}

/// Upload symbol files.
///
/// One file of Breakpad's format as it is, compressed by gzip or zstd, or as `symbol_file` in
/// a form; or a ZIP of many, in which everything is passed over that does not end with `.sym`.
/// The files themselves say which modules they are of. All of them are kept, or none.
///
/// A file that is there already is stored no second time; another one of the same module takes
/// the place of the one before. A key in the URL does as well as a token, if its client may
/// upload and nothing else.
#[utoipa::path(
    post,
    path = "/symbols/",
    operation_id = "upload_symbols",
    tag = "Symbols",
    params(UrlKey),
    request_body(content(
        (Vec<u8> = "application/octet-stream"),
        (schemas::SymbolForm = "multipart/form-data"),
    )),
    responses(
        (status = 200, description = "All of them were there before.", body = [schemas::KeptSymbol]),
        (status = 201, description = "The files, the new ones among them.", body = [schemas::KeptSymbol]),
        BadSymbols,
        Unauthorized,
        MissingScope,
    ),
    security(("bearerAuth" = []), ()),
)]
pub(super) async fn upload(
    sender: Anyone,
    State(state): State<AppState>,
    Query(key): Query<UrlKey>,
    request: Request,
) -> Result<(StatusCode, Json<Vec<Kept>>)> {
    let service = &state.service;
    let principal = sender.or_by_key(service, key.as_deref()).await?;
    let permit = service.symbols.permit_upload(&principal)?;
    let files = symbol_files::read(service, &permit, request).await?;
    let kept = service.symbols.store(permit, files).await?;
    let status = if kept.iter().any(|kept| kept.is_new) {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(kept.into_iter().map(Kept::from).collect())))
}

/// Show a symbol file.
#[utoipa::path(
    get,
    path = "/symbols/{id}/",
    operation_id = "get_symbol",
    tag = "Symbols",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the symbol file.")),
    responses(
        (status = 200, description = "The symbol file.", body = schemas::Symbol),
        Unauthorized,
        MissingScope,
        NoSuchSymbol,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn get_one(
    DumpReader(reader): DumpReader,
    Id(id): Id<SymbolId>,
    State(state): State<AppState>,
) -> Result<Json<Symbol>> {
    Ok(Json(state.service.symbols.get(&reader, id).await?))
}

/// Delete a symbol file.
///
/// Reports that were made with it stay readable.
#[utoipa::path(
    delete,
    path = "/symbols/{id}/",
    operation_id = "delete_symbol",
    tag = "Symbols",
    params(("id" = i64, Path, minimum = 1, example = 1, description = "Number of the symbol file.")),
    responses(
        (status = 204, description = "The file is gone."),
        Unauthorized,
        MissingScope,
        NoSuchSymbol,
    ),
    security(("bearerAuth" = [])),
)]
pub(super) async fn delete(
    DumpEditor(editor): DumpEditor,
    Id(id): Id<SymbolId>,
    State(state): State<AppState>,
) -> Result<StatusCode> {
    state.service.symbols.delete(&editor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
