//! Many dumps as one ZIP, made while it is sent: nothing is kept, and memory does not grow
//! with it.

use async_zip::base::write::ZipFileWriter;
use async_zip::error::ZipError;
use async_zip::{Compression, ZipEntryBuilder};
use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::{AsyncWriteExt, TryStreamExt};
use model::{DumpId, FieldErrors};
use serde::Deserialize;
use service::{Dumps, Error, Reader, require_few};
use tokio::io::DuplexStream;
use tokio_util::io::ReaderStream;

use crate::AppState;
use crate::api::Member;
use crate::error::Result;

/// What is held of it when the reader takes it slowly.
const BUFFER_BYTES: usize = 256 * 1024;
/// Of a name; file systems take no longer ones.
const MAX_NAME_BYTES: usize = 255;
/// Says which dumps are not in it, and why.
const REPORT: &str = "NOT-IN-HERE.txt";

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/dumps/zip", get(download))
}

#[derive(Deserialize)]
struct Selected {
    /// With commas between.
    #[serde(default)]
    ids: String,
}

async fn download(
    Member(member): Member,
    Query(selected): Query<Selected>,
    State(state): State<AppState>,
) -> Result<Response> {
    let ids = parse(&selected.ids)?;
    let (sink, source) = tokio::io::duplex(BUFFER_BYTES);
    let (dumps, reader): (_, Reader) = (state.service.dumps.clone(), **member);
    tokio::spawn(async move {
        match write(&dumps, reader, ids, sink).await {
            Ok(()) => {}
            // Nobody reads on.
            Err(ZipError::UpstreamReadError(error))
                if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a ZIP of dumps ends in the middle"
                );
            }
        }
    });
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"dumps.zip\""),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(source))).into_response())
}

fn parse(ids: &str) -> Result<Vec<DumpId>, Error> {
    let ids: Result<Vec<_>, _> = ids.split(',').map(|id| id.parse().map(DumpId)).collect();
    let ids = ids.map_err(|_| FieldErrors::of("ids", "Must be ids with commas between."))?;
    require_few(&ids)?;
    Ok(ids)
}

/// Without its end a ZIP is broken, and known to be: so an error on the way is not hidden.
async fn write(
    dumps: &Dumps,
    reader: Reader,
    ids: Vec<DumpId>,
    sink: DuplexStream,
) -> Result<(), ZipError> {
    let mut zip = ZipFileWriter::with_tokio(sink);
    let mut left_out = Vec::new();
    for id in ids {
        let (dump, blob) = match dumps.read(&reader, id).await {
            Ok(found) => found,
            Err(error) => {
                left_out.push(format!("{id}: {}\n", in_words(&error)));
                continue;
            }
        };
        // Dumps of one application have one name.
        let mut name = format!("{id}-{}", dump.original_name);
        name.truncate(name.floor_char_boundary(MAX_NAME_BYTES));
        let entry = ZipEntryBuilder::new(name.into(), Compression::Stored)
            .last_modification_date(dump.time.into());
        let mut entry = zip.write_entry_stream(entry).await?;
        let size = blob.size();
        let mut chunks = std::pin::pin!(blob.stream(0..size));
        while let Some(chunk) = chunks.try_next().await? {
            entry.write_all(&chunk).await?;
        }
        entry.close().await?;
    }
    if !left_out.is_empty() {
        let entry = ZipEntryBuilder::new(REPORT.into(), Compression::Stored);
        zip.write_entry_whole(entry, left_out.concat().as_bytes())
            .await?;
    }
    zip.close().await?;
    Ok(())
}

fn in_words(error: &Error) -> String {
    match error {
        Error::NotFound(_) => "it has been deleted".to_owned(),
        Error::BytesDamaged(reason) => (*reason).to_owned(),
        error => {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "cannot read a dump for a ZIP"
            );
            "the server could not read it".to_owned()
        }
    }
}
