//! A body that may be as long as a dump: decoded and limited, as a stream.

use std::pin::Pin;

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use http_body_util::{LengthLimitError, Limited};
use multipart::Multipart;
use service::{MAX_OTHER_BYTES, Service};

use super::body::{self, MAX_FIELDS_BYTES, MediaType, body_error, malformed_form};
use super::content_coding::is_coded;
use crate::error::{ApiError, Result};

/// Bytes on their way.
pub(crate) type Chunks<'a> = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send + 'a>>;

/// A request's body with its type; `None` where there is none.
///
/// # Errors
/// When it is announced to be more than can be stored.
pub(crate) async fn open(
    service: &Service,
    request: Request,
) -> Result<Option<(MediaType, Chunks<'static>)>> {
    check_room(service, request.headers()).await?;
    let max_bytes = service.settings().max_upload_bytes;
    let opened = body::open(request)?;
    Ok(opened.map(|(media_type, body)| (media_type, limited(max_bytes, body))))
}

/// Refuses early what cannot be stored, before any of the body is read.
pub(super) async fn check_room(service: &Service, headers: &HeaderMap) -> Result<()> {
    Ok(service.dumps.check_room(announced_bytes(headers)).await?)
}

/// The body up to what a file may have, and a little more for what is around it. That holds
/// for parts that are ignored, too: one that is compressed well costs its sender little.
pub(super) fn limited(max_bytes: u64, body: Body) -> Chunks<'static> {
    let max_body_bytes = max_bytes.saturating_add(MAX_OTHER_BYTES);
    let max_body_bytes = usize::try_from(max_body_bytes).unwrap_or(usize::MAX);
    Body::new(Limited::new(body, max_body_bytes))
        .into_data_stream()
        .map_err(move |error| {
            let error = error.into_inner();
            if error.is::<LengthLimitError>() {
                service::Error::TooLarge { max_bytes }.into()
            } else {
                body_error(error.as_ref())
            }
        })
        .boxed()
}

/// The content of the part of a form that is at hand.
pub(crate) fn part_chunks<'a>(form: &'a mut Multipart<Chunks<'_>>) -> Chunks<'a> {
    futures::stream::try_unfold(form, |form| async {
        let chunk = form.next_chunk().await.map_err(form_error)?;
        Ok(chunk.map(|chunk| (chunk, form)))
    })
    .boxed()
}

pub(crate) fn form_error(error: multipart::Error<ApiError>) -> ApiError {
    match error {
        multipart::Error::Stream(error) => error,
        error => malformed_form(&error.to_string()),
    }
}

/// Reads a body that says nothing of interest.
pub(crate) async fn drain(request: Request) -> Result<()> {
    match body::open(request)? {
        Some((_, body)) => read_epilogue(&mut limited(0, body)).await,
        None => Ok(()),
    }
}

/// Reads what follows a form to the body's end: only then is it known that the client
/// has sent all of it, and that a compressed one was whole.
pub(crate) async fn read_epilogue(body: &mut Chunks<'_>) -> Result<()> {
    let mut length = 0;
    while let Some(chunk) = body.try_next().await? {
        length += chunk.len();
        if length > MAX_FIELDS_BYTES {
            return Err(ApiError::BodyTooLarge);
        }
    }
    Ok(())
}

/// The length of the whole request, where the client tells it.
pub(super) fn announced_bytes(headers: &HeaderMap) -> Option<u64> {
    if is_coded(headers) {
        return None;
    }
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
