//! The queue of dumps to process, and what came of them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{Crash, Dump, DumpId, Processing, ProcessingState, StoredName, SymbolId};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
use store::{NewReport, Outcome, ProcessingRepo, QueueLength, Result};

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};
use crate::{dump, missing_module};

struct ProcessingRow {
    state: String,
    ended_at: Option<i64>,
    note: Option<String>,
    signature: Option<String>,
    reason: Option<String>,
    address: Option<String>,
    module: Option<String>,
    function: Option<String>,
    os: Option<String>,
    cpu: Option<String>,
}

impl TryFrom<ProcessingRow> for Processing {
    type Error = sqlx::Error;

    fn try_from(row: ProcessingRow) -> sqlx::Result<Self> {
        let is_it = |state: &ProcessingState| state.as_str() == row.state;
        let state = ProcessingState::ALL.into_iter().find(is_it);
        Ok(Self {
            state: state.ok_or_else(|| decode_error(format!("unknown state {:?}", row.state)))?,
            ended_at: row.ended_at.map(convert::moment).transpose()?,
            note: row.note,
            crash: Crash {
                signature: row.signature,
                reason: row.reason,
                address: row.address,
                module: row.module,
                function: row.function,
                os: row.os,
                cpu: row.cpu,
            },
        })
    }
}

#[async_trait]
impl<A: Access> ProcessingRepo for Repo<A> {
    async fn claim(&self) -> Result<Option<Dump>> {
        self.0.write(|connection| Box::pin(claim(connection))).await
    }

    async fn finish(
        &self,
        id: DumpId,
        stored_name: StoredName,
        outcome: Outcome,
        at: DateTime<Utc>,
    ) -> Result<()> {
        self.0
            .write(move |connection| Box::pin(finish(connection, id, stored_name, outcome, at)))
            .await
    }

    async fn put_back(
        &self,
        id: DumpId,
        max_attempts: u32,
        reason: String,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let at = at.timestamp_micros();
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!(
                        "UPDATE processing
                         SET state = iif(attempts < ?1, 'queued', 'failed'), priority = 1,
                             note = iif(attempts < ?1, NULL, ?2),
                             ended_at = iif(attempts < ?1, NULL, ?3)
                         WHERE dump_id = ?4 AND state = 'running'",
                        max_attempts,
                        reason,
                        at,
                        id.0
                    )
                    .execute(connection)
                    .await
                    .map(drop)
                })
            })
            .await
    }

    async fn put_all_back(&self) -> Result<u64> {
        self.0
            .write(|connection| {
                Box::pin(async move {
                    query!("UPDATE processing SET state = 'queued' WHERE state = 'running'")
                        .execute(connection)
                        .await
                        .map(|done| done.rows_affected())
                })
            })
            .await
    }

    async fn queue(&self, id: DumpId) -> Result<bool> {
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!(
                        "UPDATE processing SET state = 'queued', priority = 0, attempts = 0
                         WHERE dump_id = ?",
                        id.0
                    )
                    .execute(connection)
                    .await
                    .map(|done| done.rows_affected() == 1)
                })
            })
            .await
    }

    async fn queue_lacking(&self, after: SymbolId) -> Result<u64> {
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!(
                        "UPDATE processing SET state = 'queued', priority = 1, attempts = 0
                         WHERE state = 'done' AND dump_id IN (
                             SELECT dump_id FROM symbols
                             JOIN missing_symbols USING (debug_file, debug_id)
                             WHERE symbols.id > ?
                         )",
                        after.0
                    )
                    .execute(connection)
                    .await
                    .map(|done| done.rows_affected())
                })
            })
            .await
    }

    async fn get(&self, id: DumpId) -> Result<Option<Processing>> {
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            ProcessingRow,
            "SELECT state, ended_at, note, signature, reason, address, module, function, os, cpu
             FROM processing WHERE dump_id = ?",
            id.0
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(TryFrom::try_from).transpose().map_err(store_error)
    }

    async fn get_report(&self, id: DumpId) -> Result<Option<Vec<u8>>> {
        let mut connection = self.0.reader().await?;
        query_scalar!("SELECT json FROM reports WHERE dump_id = ?", id.0)
            .fetch_optional(&mut *connection)
            .await
            .map_err(store_error)
    }

    async fn length(&self) -> Result<QueueLength> {
        let mut connection = self.0.reader().await?;
        let row = query!(
            r#"SELECT (SELECT count(*) FROM processing WHERE state = 'queued') AS "queued!: i64",
                      (SELECT count(*) FROM processing WHERE state = 'running') AS "running!: i64""#
        )
        .fetch_one(&mut *connection)
        .await
        .map_err(store_error)?;
        let length = || -> sqlx::Result<QueueLength> {
            Ok(QueueLength {
                queued: convert::size(row.queued)?,
                running: convert::size(row.running)?,
            })
        };
        length().map_err(store_error)
    }
}

async fn claim(connection: &mut SqliteConnection) -> sqlx::Result<Option<Dump>> {
    let claimed = query_scalar!(
        r#"UPDATE processing SET state = 'running', attempts = attempts + 1
           WHERE dump_id = (SELECT dump_id FROM processing WHERE state = 'queued'
                            ORDER BY priority, dump_id DESC LIMIT 1)
           RETURNING dump_id AS "dump_id!""#
    )
    .fetch_optional(&mut *connection)
    .await?;
    match claimed {
        Some(id) => dump::get(connection, DumpId(id)).await,
        None => Ok(None),
    }
}

async fn finish(
    connection: &mut SqliteConnection,
    id: DumpId,
    stored_name: StoredName,
    outcome: Outcome,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    let stored_name = stored_name.to_string();
    let at = at.timestamp_micros();
    let (state, note, report) = match outcome {
        Outcome::Report(report) => (ProcessingState::Done, None, Some(*report)),
        Outcome::Failed(reason) => (ProcessingState::Failed, Some(reason), None),
        Outcome::Other(kind) => (ProcessingState::Other, Some(kind), None),
    };
    let state = state.as_str();
    let crash = report
        .as_ref()
        .map(|report| report.crash.clone())
        .unwrap_or_default();
    let mut savepoint = connection.begin().await?;
    let done = query!(
        "UPDATE processing
         SET state = ?, ended_at = ?, note = ?, signature = ?, reason = ?, address = ?, module = ?,
             function = ?, os = ?, cpu = ?
         WHERE dump_id = ? AND state = 'running'
           AND (SELECT stored_name FROM dumps WHERE id = dump_id) = ?",
        state,
        at,
        note,
        crash.signature,
        crash.reason,
        crash.address,
        crash.module,
        crash.function,
        crash.os,
        crash.cpu,
        id.0,
        stored_name
    )
    .execute(&mut *savepoint)
    .await?;
    if done.rows_affected() == 1 {
        keep_report(&mut savepoint, id, report, at).await?;
    }
    savepoint.commit().await
}

async fn keep_report(
    connection: &mut SqliteConnection,
    id: DumpId,
    report: Option<NewReport>,
    at: i64,
) -> sqlx::Result<()> {
    query!("DELETE FROM reports WHERE dump_id = ?", id.0)
        .execute(&mut *connection)
        .await?;
    query!("DELETE FROM missing_symbols WHERE dump_id = ?", id.0)
        .execute(&mut *connection)
        .await?;
    if let Some(report) = report {
        for module in &report.missing_symbols {
            missing_module::note(connection, id, module, &report.crash, at).await?;
        }
        query!(
            "INSERT INTO reports (dump_id, proto_signature, json) VALUES (?, ?, ?)",
            id.0,
            report.proto_signature,
            report.json
        )
        .execute(connection)
        .await?;
    }
    Ok(())
}
