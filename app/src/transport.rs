//! How the browser asks the server functions.
//!
//! The callers that `#[server]` writes do the same, anew for every function, and weigh
//! several KB each; this is there once. Bytes of dumps go by `upload`.

use std::ops::RangeInclusive;

use js_sys::{Promise, Uint8Array};
use leptos::prelude::window;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestCache, RequestInit, Response};

use crate::{AppError, json};

const REPLACED: &str = "The file has been replaced meanwhile. Load the page again.";

/// Posts a form, URL-encoded, to the server function at `path` and returns its answer,
/// which is JSON.
pub(crate) async fn post(path: &str, form: &str) -> Result<String, AppError> {
    let response = fetch(form_request(path, form)).await?;
    let body = read(response.text()).await?;
    let body = body.as_string().unwrap_or_default();
    if response.ok() {
        Ok(body)
    } else {
        Err(error(response.status(), &body))
    }
}

/// Reads the bytes in `range` of a file of `size` bytes.
///
/// # Errors
/// [`AppError::Conflict`] when the file has another size by now. What is no part of a file is
/// not read: it may be all of a large one.
pub(crate) async fn get_range(
    path: &str,
    range: RangeInclusive<u64>,
    size: u64,
) -> Result<Vec<u8>, AppError> {
    let (start, end) = (range.start(), range.end());
    let response = fetch(range_request(path, &format!("bytes={start}-{end}"))).await?;
    let part = response.headers().get("Content-Range").ok().flatten();
    if part == Some(format!("bytes {start}-{end}/{size}")) {
        let body = read(response.array_buffer()).await?;
        return Ok(Uint8Array::new(&body).to_vec());
    }
    Err(match response.status() {
        401 => AppError::Unauthenticated,
        404 | 410 => AppError::NotFound,
        200 | 206 | 416 => AppError::Conflict(REPLACED.to_owned()),
        status => error(status, ""),
    })
}

async fn fetch(request: Result<Request, JsValue>) -> Result<Response, AppError> {
    let request = request.map_err(unreachable)?;
    let response = JsFuture::from(window().fetch_with_request(&request)).await;
    Ok(response.map_err(unreachable)?.unchecked_into())
}

async fn read(body: Result<Promise, JsValue>) -> Result<JsValue, AppError> {
    let body = body.map_err(unreachable)?;
    JsFuture::from(body).await.map_err(unreachable)
}

/// What the browser refuses to send or to read, no server has answered.
fn unreachable(_: JsValue) -> AppError {
    AppError::Unreachable
}

fn range_request(path: &str, range: &str) -> Result<Request, JsValue> {
    let options = RequestInit::new();
    // Browsers ask for the rest of what they have kept, and get the whole file if it is another.
    options.set_cache(RequestCache::NoStore);
    let request = Request::new_with_str_and_init(path, &options)?;
    let headers = request.headers();
    headers.set("Range", range)?;
    headers.set("Accept", "application/json")?;
    Ok(request)
}

fn form_request(path: &str, form: &str) -> Result<Request, JsValue> {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&form.into());
    let request = Request::new_with_str_and_init(path, &options)?;
    let headers = request.headers();
    headers.set("Accept", "application/json")?;
    headers.set("Content-Type", "application/x-www-form-urlencoded")?;
    Ok(request)
}

/// Server functions tell their errors; what stands around them does not.
fn error(status: u16, body: &str) -> AppError {
    json::read_plain(body).unwrap_or(match status {
        502..=504 => AppError::Unreachable,
        500.. => AppError::Internal,
        _ => AppError::Outdated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_server_function_is_told_as_it_is() {
        let body = serde_json::to_string(&AppError::NotFound).expect("is JSON");
        assert_eq!(error(404, &body), AppError::NotFound);
    }

    #[test]
    fn an_answer_of_somebody_else_is_told_by_its_status() {
        assert_eq!(error(502, "<html>"), AppError::Unreachable);
        assert_eq!(error(500, r#"{"detail":"x"}"#), AppError::Internal);
        assert_eq!(error(404, ""), AppError::Outdated);
    }
}
