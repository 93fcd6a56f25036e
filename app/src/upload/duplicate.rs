//! Looks whether the server has a file's bytes, before they are sent once more.
//!
//! Only the upload page names this, so that it comes with its bundle; the queue is given
//! it as a function.

use js_sys::Uint8Array;
use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::queue::{Looking, OnLooked};
use crate::api::{Duplicate, FindDuplicate, HasSize};
use crate::transport::post;
use crate::{json, query};

/// Bytes of a file that are in memory at once. Reading them lets the page breathe.
const SLICE_BYTES: u64 = 1024 * 1024;

/// The dump that has the bytes of `file`. What cannot be found out is no reason not to
/// upload: `None`.
///
/// `on_looked` is told how many bytes were looked at, and says whether to go on.
pub(crate) fn look_for_duplicate(file: File, size: u64, on_looked: OnLooked) -> Looking {
    Box::pin(async move {
        if !ask::<HasSize, bool>("size", &size.to_string()).await? {
            return None;
        }
        let sha256 = sha256(&file, size, &*on_looked).await?;
        ask::<FindDuplicate, Option<Duplicate>>("sha256", &sha256).await?
    })
}

async fn ask<F: ServerFn, T: DeserializeOwned>(parameter: &str, value: &str) -> Option<T> {
    let form = query::form(&[(parameter, Some(value))]);
    let answer = post(F::PATH, &form).await.ok()?;
    json::read(&answer).ok()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "files are shorter than 2^53 bytes"
)]
async fn sha256(file: &File, size: u64, on_looked: &dyn Fn(u64) -> bool) -> Option<String> {
    let mut hasher = Sha256::new();
    let mut start = 0;
    while start < size {
        let end = size.min(start + SLICE_BYTES);
        let slice = file.slice_with_f64_and_f64(start as f64, end as f64).ok()?;
        let buffer = JsFuture::from(slice.array_buffer()).await.ok()?;
        hasher.update(Uint8Array::new(&buffer).to_vec());
        start = end;
        if !on_looked(start) {
            return None;
        }
    }
    Some(model::Sha256(hasher.finalize().into()).to_string())
}
