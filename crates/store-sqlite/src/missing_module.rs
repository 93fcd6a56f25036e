//! Modules without symbols.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{
    Crash, DumpId, MissingModule, MissingModuleCursor, MissingModuleQuery, Page, SymbolKey,
    is_system_library,
};
use sqlx::{Connection, FromRow, QueryBuilder, Sqlite, SqliteConnection, query};
use store::{MissingModuleRepo, NewMissingModule, Result};

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};
use crate::page_parts::{self, Part};

#[derive(FromRow)]
struct MissingModuleRow {
    id: i64,
    debug_file: String,
    debug_id: String,
    os: Option<String>,
    cpu: Option<String>,
    code_file: Option<String>,
    code_id: Option<String>,
    is_broken: bool,
    dumps: i64,
    last_seen_at: i64,
}

impl TryFrom<MissingModuleRow> for MissingModule {
    type Error = sqlx::Error;

    fn try_from(row: MissingModuleRow) -> sqlx::Result<Self> {
        let key = key(&row.debug_file, &row.debug_id)?;
        Ok(Self {
            is_system_library: is_system_library(&key.debug_file),
            debug_file: key.debug_file,
            debug_id: key.debug_id,
            os: row.os,
            cpu: row.cpu,
            code_file: row.code_file,
            code_id: row.code_id,
            is_broken: row.is_broken,
            dumps: convert::size(row.dumps)?,
            last_seen_at: convert::moment(row.last_seen_at)?,
        })
    }
}

#[async_trait]
impl<A: Access> MissingModuleRepo for Repo<A> {
    async fn list(&self, query: &MissingModuleQuery) -> Result<Page<MissingModule>> {
        let mut connection = self.0.reader().await?;
        let parts = page_parts::parts(query.after);
        let (rows, has_more): (Vec<MissingModuleRow>, _) =
            page_parts::read(&mut connection, parts, query.limit, build)
                .await
                .map_err(store_error)?;
        let last = rows.last().filter(|_| has_more);
        let next = last.map(|last| MissingModuleCursor {
            dumps: last.dumps,
            id: last.id,
        });
        let modules: sqlx::Result<_> = rows.into_iter().map(TryFrom::try_from).collect();
        Ok(Page {
            rows: modules.map_err(store_error)?,
            next: next.map(|next| next.to_string()),
        })
    }

    async fn claim(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Option<SymbolKey>> {
        let (now, until) = (now.timestamp_micros(), until.timestamp_micros());
        self.0
            .write(move |connection| Box::pin(claim(connection, now, until)))
            .await
    }

    async fn postpone(&self, key: &SymbolKey, until: DateTime<Utc>) -> Result<()> {
        let (key, until) = (key.clone(), until.timestamp_micros());
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    let (debug_file, debug_id) = (key.debug_file.as_str(), key.debug_id.as_str());
                    query!(
                        "UPDATE missing_modules SET ask_at = ?
                         WHERE debug_file = ? AND debug_id = ?",
                        until,
                        debug_file,
                        debug_id
                    )
                    .execute(connection)
                    .await
                    .map(drop)
                })
            })
            .await
    }

    async fn ask_of(&self, servers: &str) -> Result<()> {
        let servers = servers.to_owned();
        self.0
            .write(move |connection| Box::pin(ask_of(connection, servers)))
            .await
    }

    async fn forget(&self, now: DateTime<Utc>) -> Result<u64> {
        let now = now.timestamp_micros();
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!(
                        "DELETE FROM missing_modules WHERE dumps = 0 AND ask_at <= ?",
                        now
                    )
                    .execute(connection)
                    .await
                    .map(|done| done.rows_affected())
                })
            })
            .await
    }
}

fn build(part: Part<MissingModuleCursor>, limit: usize) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(
        "SELECT id, debug_file, debug_id, os, cpu, code_file, code_id,
                EXISTS (
                    SELECT 1 FROM symbols
                    WHERE symbols.debug_file = missing_modules.debug_file
                      AND symbols.debug_id = missing_modules.debug_id
                ) AS is_broken,
                dumps, last_seen_at
         FROM missing_modules
         WHERE dumps > 0 AND NOT EXISTS (
             SELECT 1 FROM symbols
             WHERE symbols.debug_file = missing_modules.debug_file
               AND symbols.debug_id = missing_modules.debug_id
               AND symbols.uploaded_at > noted_at
         )",
    );
    match part {
        Part::All => {}
        Part::Ties(cursor) => {
            sql.push(" AND dumps = ").push_bind(cursor.dumps);
            sql.push(" AND id < ").push_bind(cursor.id);
        }
        Part::Behind(cursor) => {
            sql.push(" AND dumps < ").push_bind(cursor.dumps);
        }
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    sql.push(" ORDER BY dumps DESC, id DESC LIMIT ")
        .push_bind(limit);
    sql
}

/// Notes what a dump says of a module that it lacks the symbols of.
pub(crate) async fn note(
    connection: &mut SqliteConnection,
    module: &NewMissingModule,
    crash: &Crash,
    dump: DumpId,
    at: i64,
) -> sqlx::Result<()> {
    let NewMissingModule {
        key,
        code_file,
        code_id,
    } = module;
    let (debug_file, debug_id) = (key.debug_file.as_str(), key.debug_id.as_str());
    query!(
        "INSERT INTO missing_modules
             (debug_file, debug_id, code_file, code_id, os, cpu, last_seen_at, noted_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, time, ?7 FROM dumps WHERE id = ?8
         ON CONFLICT (debug_file, debug_id) DO UPDATE SET
             code_file = coalesce(excluded.code_file, code_file),
             code_id = coalesce(excluded.code_id, code_id),
             os = coalesce(excluded.os, os),
             cpu = coalesce(excluded.cpu, cpu),
             last_seen_at = max(last_seen_at, excluded.last_seen_at),
             noted_at = max(noted_at, excluded.noted_at)",
        debug_file,
        debug_id,
        code_file,
        code_id,
        crash.os,
        crash.cpu,
        at,
        dump.0
    )
    .execute(connection)
    .await
    .map(drop)
}

async fn claim(
    connection: &mut SqliteConnection,
    now: i64,
    until: i64,
) -> sqlx::Result<Option<SymbolKey>> {
    let claimed = query!(
        r#"UPDATE missing_modules SET ask_at = ?1
           WHERE id = (
               SELECT id FROM missing_modules
               WHERE dumps > 0 AND ask_at <= ?2 AND NOT EXISTS (
                   SELECT 1 FROM symbols
                   WHERE symbols.debug_file = missing_modules.debug_file
                     AND symbols.debug_id = missing_modules.debug_id
                     AND (symbols.upstream IS NULL OR symbols.uploaded_at > noted_at)
               )
               ORDER BY ask_at, dumps DESC LIMIT 1
           )
           RETURNING debug_file AS "debug_file!", debug_id AS "debug_id!""#,
        until,
        now
    )
    .fetch_optional(connection)
    .await?;
    claimed
        .map(|row| key(&row.debug_file, &row.debug_id))
        .transpose()
}

async fn ask_of(connection: &mut SqliteConnection, servers: String) -> sqlx::Result<()> {
    let mut savepoint = connection.begin().await?;
    let changed = query!(
        "INSERT INTO upstream_servers (only_row, servers) VALUES (1, ?)
         ON CONFLICT (only_row) DO UPDATE SET servers = excluded.servers
         WHERE servers <> excluded.servers",
        servers
    )
    .execute(&mut *savepoint)
    .await?;
    if changed.rows_affected() > 0 {
        query!("UPDATE missing_modules SET ask_at = 0 WHERE ask_at <> 0")
            .execute(&mut *savepoint)
            .await?;
    }
    savepoint.commit().await
}

fn key(debug_file: &str, debug_id: &str) -> sqlx::Result<SymbolKey> {
    Ok(SymbolKey {
        debug_file: debug_file.parse().map_err(decode_error)?,
        debug_id: debug_id.parse().map_err(decode_error)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::plans;

    #[tokio::test]
    async fn every_page_is_read_from_the_index() {
        let cursor = MissingModuleCursor { dumps: 1, id: 9 };
        for (part, search) in [
            (Part::All, "dumps>?"),
            (Part::Ties(cursor), "dumps=? AND id<?"),
            (Part::Behind(cursor), "dumps>? AND dumps<?"),
        ] {
            let plan = plans([build(part, 10)]).await.remove(0);
            assert!(plan.contains("missing_modules_by_rank"), "{part:?}: {plan}");
            assert!(plan.contains(search), "{part:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{part:?}: {plan}");
        }
    }
}
