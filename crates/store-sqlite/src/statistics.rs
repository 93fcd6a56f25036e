//! Sums over dumps, from the tables that triggers keep.

use async_trait::async_trait;
use chrono::NaiveDate;
use model::{Amount, DayOfUploads, StorageUse, TierUse};
use sqlx::{query, query_as};
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
