//! The queue of dumps to process, and what came of them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{
    Crash, Dump, DumpId, Processing, ProcessingState, SignatureId, StoredName, SymbolId, SymbolKey,
};
use sqlx::{Connection, QueryBuilder, Sqlite, SqliteConnection, query, query_as, query_scalar};
use store::{LackingPlace, NewReport, Outcome, ProcessingRepo, QueueLength, Requeued, Result};

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};
use crate::{dump, missing_module, signature, signature_rules};

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

    async fn queue_lacking(&self, place: LackingPlace, limit: u32) -> Result<Requeued> {
        self.0
            .write(move |connection| Box::pin(queue_lacking(connection, place, limit)))
            .await
    }

    async fn get(&self, id: DumpId) -> Result<Option<Processing>> {
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            ProcessingRow,
            r#"SELECT processing.state, ended_at, processing.note, signature AS "signature?: String",
                      reason, address, module, function, os, cpu
               FROM processing LEFT JOIN signatures ON signatures.id = signature_id
               WHERE dump_id = ?"#,
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

    async fn list_signatures(
        &self,
        dumps: &[DumpId],
    ) -> Result<Vec<(DumpId, SignatureId, String)>> {
        let mut connection = self.0.reader().await?;
        let rows: Vec<(i64, i64, String)> = signatures(dumps)
            .build_query_as()
            .fetch_all(&mut *connection)
            .await
            .map_err(store_error)?;
        let of_dump = |(dump, id, text)| (DumpId(dump), SignatureId(id), text);
        Ok(rows.into_iter().map(of_dump).collect())
    }

    async fn get_report_text(&self, id: DumpId) -> Result<Option<Vec<u8>>> {
        let mut connection = self.0.reader().await?;
        let text = query_scalar!("SELECT text FROM reports WHERE dump_id = ?", id.0)
            .fetch_optional(&mut *connection)
            .await
            .map_err(store_error)?;
        Ok(text.flatten())
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

/// Put together at run time, for it has as many parameters as there are dumps.
fn signatures(dumps: &[DumpId]) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(
        "SELECT dump_id, signature_id, signatures.signature
         FROM processing JOIN signatures ON signatures.id = signature_id
         WHERE dump_id IN (",
    );
    let mut ids = sql.separated(", ");
    for dump in dumps {
        ids.push_bind(dump.0);
    }
    sql.push(")");
    sql
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

/// Takes new bytes, which a trigger has queued, out of the queue: there is nothing to process.
pub(crate) async fn unqueue(
    connection: &mut SqliteConnection,
    dump: i64,
    note: String,
    at: i64,
) -> sqlx::Result<()> {
    query!(
        "UPDATE processing SET state = 'other', note = ?, ended_at = ? WHERE dump_id = ?",
        note,
        at,
        dump
    )
    .execute(connection)
    .await
    .map(drop)
}

async fn queue_lacking(
    connection: &mut SqliteConnection,
    place: LackingPlace,
    limit: u32,
) -> sqlx::Result<Requeued> {
    let lacking = query_scalar!(
        "SELECT dump_id FROM symbols CROSS JOIN report_symbols USING (debug_file, debug_id)
         WHERE symbols.id = ? AND is_missing IN (TRUE, upstream IS NOT NULL)
           AND newest_symbols < symbols.id AND dump_id < ?
         ORDER BY dump_id DESC LIMIT ?",
        place.symbols.0,
        place.dump.0,
        limit
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut dumps = 0;
    for id in &lacking {
        let queued = query!(
            "UPDATE processing SET state = 'queued', priority = 1, attempts = 0
             WHERE dump_id = ? AND state = 'done'",
            id
        );
        dumps += queued.execute(&mut *connection).await?.rows_affected();
    }
    let oldest = lacking.last().filter(|_| lacking.len() == limit as usize);
    let next = match oldest {
        Some(&oldest) => Some(LackingPlace {
            dump: DumpId(oldest),
            ..place
        }),
        None => next_lacked(connection, place.symbols).await?,
    };
    Ok(Requeued { dumps, next })
}

/// Before all dumps that were too early for the next symbol file for which some dump was.
async fn next_lacked(
    connection: &mut SqliteConnection,
    after: SymbolId,
) -> sqlx::Result<Option<LackingPlace>> {
    let next = query_scalar!(
        r#"SELECT id AS "id!" FROM symbols
         WHERE id > ? AND EXISTS (
             SELECT 1 FROM report_symbols
             WHERE report_symbols.debug_file = symbols.debug_file
               AND report_symbols.debug_id = symbols.debug_id
               AND is_missing IN (TRUE, upstream IS NOT NULL)
               AND newest_symbols < symbols.id
         )
         ORDER BY id LIMIT 1"#,
        after.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(next.map(|id| LackingPlace {
        symbols: SymbolId(id),
        dump: DumpId(i64::MAX),
    }))
}

async fn finish(
    connection: &mut SqliteConnection,
    id: DumpId,
    stored_name: StoredName,
    outcome: Outcome,
    moment: DateTime<Utc>,
) -> sqlx::Result<()> {
    let stored_name = stored_name.to_string();
    let at = moment.timestamp_micros();
    let is_claimed = query_scalar!(
        r#"SELECT EXISTS (
               SELECT 1 FROM processing JOIN dumps ON id = dump_id
               WHERE dump_id = ? AND state = 'running' AND stored_name = ?
           ) AS "is_claimed!: bool""#,
        id.0,
        stored_name
    )
    .fetch_one(&mut *connection)
    .await?;
    if !is_claimed {
        return Ok(());
    }
    let (state, note, mut report) = match outcome {
        Outcome::Report(mut report) => (ProcessingState::Done, report.note.take(), Some(*report)),
        Outcome::Kept {
            note,
            newest_symbols,
        } => return keep_old_report(connection, id, note, newest_symbols, at).await,
        Outcome::Failed(reason) => (ProcessingState::Failed, Some(reason), None),
        Outcome::Other(kind) => (ProcessingState::Other, Some(kind), None),
    };
    let state = state.as_str();
    let crash = report
        .as_ref()
        .map(|report| report.crash.clone())
        .unwrap_or_default();
    let mut savepoint = connection.begin().await?;
    // Most crash clients tell no platform, and every report knows it.
    if let Some(os) = &crash.os {
        query!(
            "UPDATE dumps SET platform = ? WHERE id = ? AND platform IS NULL",
            os,
            id.0
        )
        .execute(&mut *savepoint)
        .await?;
    }
    let signature_id = match &crash.signature {
        Some(signature) => Some(signature::find_or_insert(&mut savepoint, signature, id).await?),
        None => None,
    };
    let rules = report.as_ref().filter(|_| signature_id.is_some());
    let (built_in, staff) = rules
        .map(|report| signature_rules::stored(report.rules))
        .unzip();
    query!(
        "UPDATE processing
         SET state = ?, ended_at = ?, note = ?, signature_id = ?, built_in_rules = ?,
             staff_rules = ?, reason = ?, address = ?, module = ?, function = ?, os = ?, cpu = ?
         WHERE dump_id = ?",
        state,
        at,
        note,
        signature_id,
        built_in,
        staff,
        crash.reason,
        crash.address,
        crash.module,
        crash.function,
        crash.os,
        crash.cpu,
        id.0
    )
    .execute(&mut *savepoint)
    .await?;
    let disproves = report.as_mut().and_then(|report| report.disproves.take());
    if let Some(resolution) = disproves {
        signature::reopen(&mut savepoint, &resolution, id, moment).await?;
    }
    keep_report(&mut savepoint, id, report, at).await?;
    savepoint.commit().await
}

async fn keep_old_report(
    connection: &mut SqliteConnection,
    id: DumpId,
    note: String,
    newest_symbols: SymbolId,
    at: i64,
) -> sqlx::Result<()> {
    let mut savepoint = connection.begin().await?;
    query!(
        "UPDATE processing SET state = 'done', note = ?, ended_at = ? WHERE dump_id = ?",
        note,
        at,
        id.0
    )
    .execute(&mut *savepoint)
    .await?;
    query!(
        "UPDATE report_symbols SET newest_symbols = ? WHERE dump_id = ?",
        newest_symbols.0,
        id.0
    )
    .execute(&mut *savepoint)
    .await?;
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
    query!("DELETE FROM report_symbols WHERE dump_id = ?", id.0)
        .execute(&mut *connection)
        .await?;
    if let Some(report) = report {
        let newest = report.newest_symbols;
        // A dump names the program before its libraries, and of those that as many dumps lack the
        // last one comes first.
        for module in report.missing_symbols.iter().rev() {
            missing_module::note(connection, module, &report.crash, id, at).await?;
            note_symbols(connection, &module.key, id, true, newest).await?;
        }
        for key in &report.read_symbols {
            note_symbols(connection, key, id, false, newest).await?;
        }
        query!(
            "INSERT INTO reports (dump_id, proto_signature, json, text) VALUES (?, ?, ?, ?)",
            id.0,
            report.proto_signature,
            report.json,
            report.text
        )
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// Notes that a dump was read with the symbols of a module, or lacks them; how many dumps do is
/// counted by a trigger.
async fn note_symbols(
    connection: &mut SqliteConnection,
    key: &SymbolKey,
    dump: DumpId,
    is_missing: bool,
    newest: SymbolId,
) -> sqlx::Result<()> {
    let (debug_file, debug_id) = (key.debug_file.as_str(), key.debug_id.as_str());
    query!(
        "INSERT OR IGNORE INTO report_symbols
             (debug_file, debug_id, dump_id, is_missing, newest_symbols)
         VALUES (?, ?, ?, ?, ?)",
        debug_file,
        debug_id,
        dump.0,
        is_missing,
        newest.0
    )
    .execute(connection)
    .await
    .map(drop)
}
