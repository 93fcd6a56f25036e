//! Sums over dumps, from the tables that triggers keep.

use std::{fs, io};

use async_trait::async_trait;
use chrono::NaiveDate;
use model::{Amount, Database, DayOfUploads, StorageUse, TierUse};
use sqlx::{Decode, Row, Sqlite, SqliteConnection, Type, query, query_as, query_scalar};
use store::{Result, StatisticsRepo};

use crate::access::{Access, Repo};
use crate::convert::{self, store_error};

struct DayRow {
    day: i64,
    label: Option<String>,
    dumps: i64,
    bytes: i64,
}

impl TryFrom<DayRow> for DayOfUploads {
    type Error = sqlx::Error;

    fn try_from(row: DayRow) -> sqlx::Result<Self> {
        Ok(Self {
            day: convert::day(row.day)?,
            label: row.label,
            amount: convert::amount(row.dumps, row.bytes)?,
        })
    }
}

#[async_trait]
impl<A: Access> StatisticsRepo for Repo<A> {
    async fn total(&self) -> Result<Amount> {
        let mut connection = self.0.reader().await?;
        let row = query!(
            r#"SELECT coalesce(sum(dumps), 0) AS "dumps!: i64",
                      coalesce(sum(bytes), 0) AS "bytes!: i64"
               FROM uploads_by_day"#
        )
        .fetch_one(&mut *connection)
        .await
        .map_err(store_error)?;
        convert::amount(row.dumps, row.bytes).map_err(store_error)
    }

    async fn storage(&self) -> Result<StorageUse> {
        let mut connection = self.0.reader().await?;
        let rows = query!("SELECT archived, dumps, bytes, stored_bytes FROM storage_by_tier")
            .fetch_all(&mut *connection)
            .await
            .map_err(store_error)?;
        let mut storage = StorageUse::default();
        for row in rows {
            let tier = if row.archived {
                &mut storage.archive
            } else {
                &mut storage.hot
            };
            *tier = TierUse {
                amount: convert::amount(row.dumps, row.bytes).map_err(store_error)?,
                stored_bytes: convert::size(row.stored_bytes).map_err(store_error)?,
            };
        }
        Ok(storage)
    }

    async fn database(&self) -> Result<Database> {
        let mut connection = self.0.reader().await?;
        // Pragmas are beyond what the macros can describe.
        let pages: i64 = pragma(&mut connection, "PRAGMA page_count", 0).await?;
        let page_bytes: i64 = pragma(&mut connection, "PRAGMA page_size", 0).await?;
        let file: String = pragma(&mut connection, "PRAGMA database_list", 2).await?;
        let version = query_scalar!(r#"SELECT sqlite_version() AS "version!: String""#)
            .fetch_one(&mut *connection)
            .await
            .map_err(store_error)?;
        let log = log_bytes(format!("{file}-wal")).await;
        let log = log.map_err(|error| store_error(sqlx::Error::Io(error)))?;
        Ok(Database {
            kind: format!("SQLite {version}"),
            bytes: convert::size(pages * page_bytes).map_err(store_error)? + log,
        })
    }

    async fn list_days(&self, first: NaiveDate, labels: u32) -> Result<Vec<DayOfUploads>> {
        let first = convert::stored_day(first);
        let mut connection = self.0.reader().await?;
        let rows = query_as!(
            DayRow,
            r#"WITH frequent AS (
                   SELECT label FROM uploads_by_day WHERE day >= ?1
                   GROUP BY label ORDER BY sum(dumps) DESC, label LIMIT ?2
               )
               SELECT day AS "day!: i64",
                      iif(label IN (SELECT label FROM frequent), label, NULL)
                          AS "label?: String",
                      sum(dumps) AS "dumps!: i64", sum(bytes) AS "bytes!: i64"
               FROM uploads_by_day WHERE day >= ?1
               GROUP BY 1, 2 ORDER BY 1, 2"#,
            first,
            labels
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        rows.into_iter()
            .map(DayOfUploads::try_from)
            .collect::<sqlx::Result<_>>()
            .map_err(store_error)
    }
}

/// One column of a pragma's first row.
async fn pragma<'a, T>(
    connection: &'a mut SqliteConnection,
    statement: &'static str,
    column: usize,
) -> Result<T>
where
    T: Type<Sqlite> + for<'r> Decode<'r, Sqlite>,
{
    let row = sqlx::query(statement).fetch_one(connection).await;
    row.and_then(|row| row.try_get(column)).map_err(store_error)
}

/// The length of the write-ahead log, which is not there before the first change.
async fn log_bytes(path: String) -> io::Result<u64> {
    let length = tokio::task::spawn_blocking(move || match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        metadata => Ok(metadata?.len()),
    });
    length.await.map_err(io::Error::other)?
}
