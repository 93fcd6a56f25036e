//! Rows of symbol files.

use async_trait::async_trait;
use model::{Page, Symbol, SymbolId, SymbolKey, SymbolModule, SymbolQuery};
use sqlx::{Connection, SqliteConnection, query_as, query_scalar};
use store::{NewSymbol, Result, StoredSymbol, SymbolRepo};

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};
use crate::like;

struct SymbolRow {
    id: i64,
    debug_file: String,
    debug_id: String,
    os: String,
    cpu: String,
    code_file: Option<String>,
    code_id: Option<String>,
    stored_name: String,
    size: i64,
    sha256: Vec<u8>,
    uploaded_at: i64,
    actor_kind: String,
    actor_name: Option<String>,
    upstream: Option<String>,
}

impl TryFrom<SymbolRow> for StoredSymbol {
    type Error = sqlx::Error;

    fn try_from(row: SymbolRow) -> sqlx::Result<Self> {
        let module = SymbolModule {
            debug_file: row.debug_file.parse().map_err(decode_error)?,
            debug_id: row.debug_id.parse().map_err(decode_error)?,
            os: row.os,
            cpu: row.cpu,
            code_file: row.code_file,
            code_id: row.code_id,
        };
        Ok(Self {
            symbol: Symbol {
                id: SymbolId(row.id),
                module,
                size: convert::size(row.size)?,
                sha256: convert::sha256(&row.sha256)?,
                uploaded_at: convert::moment(row.uploaded_at)?,
                uploaded_by: convert::actor(&row.actor_kind, row.actor_name)?,
                upstream: row.upstream,
            },
            stored_name: row.stored_name.parse().map_err(decode_error)?,
        })
    }
}

#[async_trait]
impl<A: Access> SymbolRepo for Repo<A> {
    async fn insert(&self, symbol: NewSymbol) -> Result<(Symbol, Option<StoredSymbol>)> {
        self.0
            .write(move |connection| Box::pin(insert(connection, symbol)))
            .await
    }

    async fn get(&self, id: SymbolId) -> Result<Option<Symbol>> {
        let mut connection = self.0.reader().await?;
        let row = query_as!(SymbolRow, "SELECT * FROM symbols WHERE id = ?", id.0)
            .fetch_optional(&mut *connection)
            .await
            .map_err(store_error)?;
        let stored = row.map(StoredSymbol::try_from).transpose();
        Ok(stored.map_err(store_error)?.map(|stored| stored.symbol))
    }

    async fn find(&self, key: &SymbolKey) -> Result<Option<StoredSymbol>> {
        let (debug_file, debug_id) = (key.debug_file.as_str(), key.debug_id.as_str());
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            SymbolRow,
            "SELECT * FROM symbols WHERE debug_file = ? AND debug_id = ?",
            debug_file,
            debug_id
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(TryFrom::try_from).transpose().map_err(store_error)
    }

    async fn list(&self, query: &SymbolQuery) -> Result<Page<Symbol>> {
        let Some(pattern) = like::containing(&query.q) else {
            return Ok(Page {
                rows: Vec::new(),
                next: None,
            });
        };
        let before = query.after.map_or(i64::MAX, |after| after.0);
        // One more tells whether there is a next page.
        let wanted = i64::from(query.limit) + 1;
        let mut connection = self.0.reader().await?;
        let rows = query_as!(
            SymbolRow,
            r"SELECT * FROM symbols
              WHERE id < ?1 AND (debug_file LIKE ?2 ESCAPE '\' OR debug_id LIKE ?2 ESCAPE '\'
                                 OR code_file LIKE ?2 ESCAPE '\')
              ORDER BY id DESC LIMIT ?3",
            before,
            pattern,
            wanted
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        let mut rows = stored(rows)?;
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| has_more);
        Ok(Page {
            next: last.map(|last| last.symbol.id.to_string()),
            rows: rows.into_iter().map(|row| row.symbol).collect(),
        })
    }

    async fn list_after(&self, id: SymbolId, limit: u32) -> Result<Vec<StoredSymbol>> {
        let mut connection = self.0.reader().await?;
        let rows = query_as!(
            SymbolRow,
            "SELECT * FROM symbols WHERE id > ? ORDER BY id LIMIT ?",
            id.0,
            limit
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        stored(rows)
    }

    async fn upstream(&self) -> Result<(u64, Option<StoredSymbol>)> {
        let mut connection = self.0.reader().await?;
        let bytes = query_scalar!(
            r#"SELECT coalesce(sum(size), 0) AS "bytes!: i64" FROM symbols
               WHERE upstream IS NOT NULL"#
        )
        .fetch_one(&mut *connection)
        .await
        .map_err(store_error)?;
        let oldest = query_as!(
            SymbolRow,
            "SELECT * FROM symbols WHERE upstream IS NOT NULL ORDER BY id LIMIT 1"
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        let oldest = oldest.map(TryFrom::try_from).transpose();
        let bytes = convert::size(bytes).map_err(store_error)?;
        Ok((bytes, oldest.map_err(store_error)?))
    }

    async fn delete(&self, id: SymbolId) -> Result<Option<StoredSymbol>> {
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    let row = query_as!(
                        SymbolRow,
                        r#"DELETE FROM symbols WHERE id = ?
                           RETURNING id AS "id!", debug_file, debug_id, os, cpu, code_file,
                                     code_id, stored_name, size, sha256, uploaded_at,
                                     actor_kind, actor_name, upstream AS "upstream?""#,
                        id.0
                    )
                    .fetch_optional(connection)
                    .await?;
                    row.map(TryFrom::try_from).transpose()
                })
            })
            .await
    }
}

fn stored(rows: Vec<SymbolRow>) -> Result<Vec<StoredSymbol>> {
    rows.into_iter()
        .map(TryFrom::try_from)
        .collect::<sqlx::Result<_>>()
        .map_err(store_error)
}

async fn insert(
    connection: &mut SqliteConnection,
    symbol: NewSymbol,
) -> sqlx::Result<(Symbol, Option<StoredSymbol>)> {
    let module = &symbol.module;
    let (debug_file, debug_id) = (module.debug_file.as_str(), module.debug_id.as_str());
    let stored_name = symbol.blob.stored_name.to_string();
    let size = convert::stored_size(symbol.blob.size);
    let sha256 = symbol.blob.sha256.0.as_slice();
    let uploaded_at = symbol.uploaded.at.timestamp_micros();
    let actor = &symbol.uploaded.actor;
    let (actor_kind, actor_name) = (actor.kind(), actor.name());
    let mut savepoint = connection.begin().await?;
    let replaced = query_as!(
        SymbolRow,
        r#"DELETE FROM symbols WHERE debug_file = ? AND debug_id = ?
           RETURNING id AS "id!", debug_file, debug_id, os, cpu, code_file, code_id, stored_name,
                     size, sha256, uploaded_at, actor_kind, actor_name, upstream AS "upstream?""#,
        debug_file,
        debug_id
    )
    .fetch_optional(&mut *savepoint)
    .await?;
    let row = query_as!(
        SymbolRow,
        r#"INSERT INTO symbols (debug_file, debug_id, os, cpu, code_file, code_id, stored_name,
                                size, sha256, uploaded_at, actor_kind, actor_name, upstream)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           RETURNING id AS "id!", debug_file, debug_id, os, cpu, code_file, code_id, stored_name,
                     size, sha256, uploaded_at, actor_kind, actor_name, upstream AS "upstream?""#,
        debug_file,
        debug_id,
        module.os,
        module.cpu,
        module.code_file,
        module.code_id,
        stored_name,
        size,
        sha256,
        uploaded_at,
        actor_kind,
        actor_name,
        symbol.upstream
    )
    .fetch_one(&mut *savepoint)
    .await?;
    savepoint.commit().await?;
    let added = StoredSymbol::try_from(row)?.symbol;
    let replaced = replaced.map(StoredSymbol::try_from).transpose()?;
    Ok((added, replaced))
}
