//! Labels, from the sums that triggers keep and the index of each label's times.

use async_trait::async_trait;
use model::LabelSummary;
use sqlx::{SqliteConnection, query, query_as};
use store::{By, LabelRepo, Result};

use crate::access::{Access, Repo};
use crate::convert::{self, store_error};
use crate::{dump_event, like};

struct LabelRow {
    label: String,
    dumps: i64,
    bytes: i64,
    first_seen: i64,
    last_seen: i64,
}

impl TryFrom<LabelRow> for LabelSummary {
    type Error = sqlx::Error;

    fn try_from(row: LabelRow) -> sqlx::Result<Self> {
        Ok(Self {
            label: row.label,
            amount: convert::amount(row.dumps, row.bytes)?,
            first_seen: convert::moment(row.first_seen)?,
            last_seen: convert::moment(row.last_seen)?,
        })
    }
}

#[async_trait]
impl<A: Access> LabelRepo for Repo<A> {
    async fn get(&self, label: &str) -> Result<Option<LabelSummary>> {
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            LabelRow,
            r#"SELECT label AS "label!", sum(dumps) AS "dumps!: i64", sum(bytes) AS "bytes!: i64",
                      (SELECT min(time) FROM dumps WHERE label = ?1) AS "first_seen!: i64",
                      (SELECT max(time) FROM dumps WHERE label = ?1) AS "last_seen!: i64"
               FROM uploads_by_day WHERE label = ?1 GROUP BY label"#,
            label
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(LabelSummary::try_from)
            .transpose()
            .map_err(store_error)
    }

    async fn list(&self, part: &str, limit: u32) -> Result<Vec<LabelSummary>> {
        let Some(pattern) = like::containing(part) else {
            return Ok(Vec::new());
        };
        let mut connection = self.0.reader().await?;
        // The times of those labels alone that are in the list.
        let rows = query_as!(
            LabelRow,
            r#"WITH frequent AS (
                   SELECT label, sum(dumps) AS dumps, sum(bytes) AS bytes FROM uploads_by_day
                   WHERE label <> '' AND label LIKE ? ESCAPE '\'
                   GROUP BY label ORDER BY sum(dumps) DESC, label LIMIT ?
               )
               SELECT label AS "label!", dumps AS "dumps!: i64", bytes AS "bytes!: i64",
                      (SELECT min(time) FROM dumps WHERE label = frequent.label)
                          AS "first_seen!: i64",
                      (SELECT max(time) FROM dumps WHERE label = frequent.label)
                          AS "last_seen!: i64"
               FROM frequent ORDER BY dumps DESC, label"#,
            pattern,
            limit
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        rows.into_iter()
            .map(LabelSummary::try_from)
            .collect::<sqlx::Result<_>>()
            .map_err(store_error)
    }

    async fn rename(&self, from: &str, to: &str, limit: u32, by: By) -> Result<u64> {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.0
            .write(move |connection| Box::pin(rename(connection, from, to, limit, by)))
            .await
    }
}

async fn rename(
    connection: &mut SqliteConnection,
    from: String,
    to: String,
    limit: u32,
    by: By,
) -> sqlx::Result<u64> {
    dump_event::insert_renamed(connection, &from, &to, limit, &by).await?;
    // The same dumps as those of the events, by the same order.
    query!(
        "UPDATE dumps SET label = ?
         WHERE id IN (SELECT id FROM dumps WHERE label = ? ORDER BY id LIMIT ?)",
        to,
        from,
        limit
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected())
}
