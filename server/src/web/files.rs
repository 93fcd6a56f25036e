//! Bytes to and from browsers: the same as in the REST API, by session cookie.
//!
//! A form that a browser sends without JavaScript is answered by a redirect to a page;
//! the interface asks for JSON and gets what the REST API would answer.

use app::{SymbolFault, UploadFault};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use model::{AttachmentId, Dump, DumpId};
use service::{Error, Principal};

use super::zip;
use crate::AppState;
use crate::api::{
    Anyone, Id, Ids, Member, NO_SYMBOL_FILE, read_symbols, read_with_file, send_file,
};
use crate::error::{ApiError, Result};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/upload", post(upload))
        .route("/symbols", post(upload_symbols))
        .route("/dumps/{id}/file", post(replace))
        .route("/dumps/{id}/download", get(download))
        .route("/dumps/{id}/report.json", get(report))
        .route(
            "/dumps/{id}/attachments/{attachment}",
            get(download_attachment),
        )
        .merge(zip::routes())
        .layer(middleware::from_fn(sign_in_first))
}

/// Leads a reader whose session has ended to the sign-in page, and from there back to the
/// page with the form or the link.
async fn sign_in_first(request: Request, next: Next) -> Response {
    let is_anonymous = !matches!(request.extensions().get(), Some(Principal::Member(_)));
    if is_anonymous && accepts(request.headers(), "text/html") {
        let path = request.uri().path();
        let page = path
            .strip_suffix("/file")
            .or_else(|| path.strip_suffix("/download"))
            .or_else(|| path.strip_suffix("/report.json"))
            .or_else(|| path.strip_suffix("/zip"))
            .or_else(|| Some(path.split_once("/attachments/")?.0))
            .unwrap_or(path);
        return Redirect::to(&app::login_url(page)).into_response();
    }
    next.run(request).await
}

async fn upload(
    Anyone(principal): Anyone,
    State(state): State<AppState>,
    request: Request,
) -> Response {
    let wants_json = wants_json(request.headers());
    let uploaded = async {
        // Unlike a machine, a browser has to be signed in: it shows what is stored.
        principal.member()?;
        let dumps = &state.service.dumps;
        let permit = dumps.permit_upload(&principal)?;
        let (file, label) = read_with_file(&state.service, request).await?;
        let label = label.unwrap_or_default();
        Ok(dumps.create(permit, file, label).await?)
    };
    answer(uploaded.await, wants_json, StatusCode::CREATED, "/upload")
}

/// A plain form, with JavaScript and without.
async fn upload_symbols(
    Anyone(principal): Anyone,
    State(state): State<AppState>,
    request: Request,
) -> Response {
    let stored = async {
        principal.member()?;
        let symbols = &state.service.symbols;
        let permit = symbols.permit_upload(&principal)?;
        let files = read_symbols(&state.service, &permit, request).await?;
        let kept = symbols.store(permit, files).await?;
        Ok(kept.iter().filter(|kept| kept.is_new).count())
    };
    let page = match stored.await {
        Ok(new) => format!("/symbols?stored={new}"),
        Err(ApiError::Service(Error::Unauthenticated)) => "/login".to_owned(),
        Err(error) => {
            let code = symbol_fault(&error).code();
            // The cause is logged on the way, and only there.
            let _ = error.into_response();
            format!("/symbols?error={code}")
        }
    };
    Redirect::to(&page).into_response()
}

/// The error as the page of the form tells it.
fn symbol_fault(error: &ApiError) -> SymbolFault {
    match error {
        ApiError::Service(Error::TooLarge { .. }) => SymbolFault::TooLarge,
        ApiError::Service(Error::StorageFull) => SymbolFault::StorageFull,
        ApiError::Service(Error::Invalid(errors)) => {
            let is_absent = |text: &String| text == NO_SYMBOL_FILE;
            if errors.field("symbol_file").iter().any(is_absent) {
                SymbolFault::NoFile
            } else {
                SymbolFault::NotSymbols
            }
        }
        _ => SymbolFault::Failed,
    }
}

async fn replace(
    Member(member): Member,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
    request: Request,
) -> Response {
    let wants_json = wants_json(request.headers());
    let replaced = async {
        let dumps = &state.service.dumps;
        dumps.get(&member, id).await?;
        let (file, label) = read_with_file(&state.service, request).await?;
        Ok(dumps.update(&member, id, Some(file), label).await?)
    };
    let page = format!("/dumps/{id}");
    answer(replaced.await, wants_json, StatusCode::OK, &page)
}

async fn download(
    Member(member): Member,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let (dump, blob) = state.service.dumps.read(&member, id).await?;
    Ok(private(send_file(&dump, blob, &method, &headers)?))
}

async fn download_attachment(
    Member(member): Member,
    Ids(dump, attachment): Ids<DumpId, AttachmentId>,
    State(state): State<AppState>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let dumps = &state.service.dumps;
    let (attachment, blob) = dumps.read_attachment(&member, dump, attachment).await?;
    Ok(private(send_file(&attachment, blob, &method, &headers)?))
}

/// What whoever uses the browser next must not get out of its cache.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// As REST gives it out.
async fn report(
    Anyone(principal): Anyone,
    Id(id): Id<DumpId>,
    State(state): State<AppState>,
) -> Result<Response> {
    let (member, staff) = (principal.member()?, principal.staff().ok());
    let reports = &state.service.reports;
    let json = reports.read(member, staff.as_ref(), id).await?;
    Ok(([(CONTENT_TYPE, "application/json")], json).into_response())
}

fn wants_json(headers: &HeaderMap) -> bool {
    accepts(headers, "application/json")
}

fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains(media_type))
}

/// JSON for the interface; for a plain form the dump's page, or the page of the form
/// with the name of the error.
fn answer(result: Result<Dump>, wants_json: bool, status: StatusCode, form_page: &str) -> Response {
    match result {
        Ok(dump) if wants_json => (status, Json(dump)).into_response(),
        Ok(dump) => Redirect::to(&format!("/dumps/{}", dump.id)).into_response(),
        Err(error) if wants_json => error.into_response(),
        Err(ApiError::Service(Error::Unauthenticated)) => Redirect::to("/login").into_response(),
        Err(error) => {
            let code = fault(&error).code();
            // The cause is logged on the way, and only there.
            let _ = error.into_response();
            Redirect::to(&format!("{form_page}?error={code}")).into_response()
        }
    }
}

/// The error as the page of the form tells it.
fn fault(error: &ApiError) -> UploadFault {
    match error {
        ApiError::Service(Error::TooLarge { .. }) => UploadFault::TooLarge,
        ApiError::Service(Error::StorageFull) => UploadFault::StorageFull,
        ApiError::Service(Error::Invalid(errors)) if !errors.field("label").is_empty() => {
            UploadFault::LabelTooLong
        }
        ApiError::Service(Error::Invalid(errors)) => {
            let is_empty = |text: &String| text.contains("empty");
            if errors.field("file").iter().any(is_empty) {
                UploadFault::EmptyFile
            } else {
                UploadFault::NoFile
            }
        }
        _ => UploadFault::Failed,
    }
}
