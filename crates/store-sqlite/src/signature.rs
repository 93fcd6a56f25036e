//! Groups of crashes; lists of them are in `signature_list`.

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, Utc};
use model::{
    DayOfCrashes, DumpId, NewState, Origins, Page, Share, SignatureChange, SignatureCursor,
    SignatureDetails, SignatureFilter, SignatureId, SignatureOrdering, SignatureState,
    SignatureSummary,
};
use sqlx::{
    Connection, FromRow, QueryBuilder, Sqlite, SqliteConnection, query, query_as, query_scalar,
};
use store::{By, ContestedResolution, Resolution, Result, SignatureExtent, SignatureRepo};

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};
use crate::signature_list;

#[derive(FromRow)]
pub(crate) struct SignatureRow {
    id: i64,
    signature: String,
    crashes: i64,
    first_seen: i64,
    last_seen: i64,
    first_version: Option<String>,
    state: String,
    resolved_in: Option<String>,
    regressed_in: Option<String>,
    state_changed_at: Option<i64>,
    actor_kind: Option<String>,
    actor_name: Option<String>,
    note: String,
}

impl SignatureRow {
    /// The row with the counts that stand in other tables.
    pub(crate) async fn complete(
        self,
        connection: &mut SqliteConnection,
        extent: SignatureExtent,
    ) -> sqlx::Result<SignatureSummary> {
        let id = self.id;
        let actor = self.actor_kind;
        Ok(SignatureSummary {
            id: SignatureId(id),
            signature: self.signature,
            crashes: convert::size(self.crashes)?,
            first_seen: convert::moment(self.first_seen)?,
            last_seen: convert::moment(self.last_seen)?,
            first_version: self.first_version,
            state: self
                .state
                .parse::<SignatureState>()
                .map_err(|_| decode_error(format!("unknown state {:?}", self.state)))?,
            resolved_in: self.resolved_in,
            regressed_in: self.regressed_in,
            state_changed_at: self.state_changed_at.map(convert::moment).transpose()?,
            state_changed_by: actor
                .map(|kind| convert::actor(&kind, self.actor_name))
                .transpose()?,
            note: self.note,
            versions: shares(connection, id, "version", extent.shares).await?,
            platforms: shares(connection, id, "platform", extent.shares).await?,
            trend: trend(connection, id, extent).await?,
        })
    }
}

#[async_trait]
impl<A: Access> SignatureRepo for Repo<A> {
    async fn list(
        &self,
        filter: &SignatureFilter,
        ordering: SignatureOrdering,
        limit: u32,
        after: Option<&SignatureCursor>,
        extent: SignatureExtent,
    ) -> Result<Page<SignatureSummary>> {
        let mut connection = self.0.reader().await?;
        signature_list::list(&mut connection, filter, ordering, limit, after, extent)
            .await
            .map_err(store_error)
    }

    async fn get(
        &self,
        id: SignatureId,
        extent: SignatureExtent,
        first: NaiveDate,
    ) -> Result<Option<SignatureDetails>> {
        let mut connection = self.0.reader().await?;
        get(&mut connection, id, extent, first)
            .await
            .map_err(store_error)
    }

    async fn find(&self, signature: &str) -> Result<Option<SignatureId>> {
        let mut connection = self.0.reader().await?;
        find(&mut connection, signature).await.map_err(store_error)
    }

    async fn find_resolution(
        &self,
        signature: &str,
        dump: DumpId,
    ) -> Result<Option<ContestedResolution>> {
        let mut connection = self.0.reader().await?;
        find_resolution(&mut connection, signature, dump)
            .await
            .map_err(store_error)
    }

    async fn update(&self, id: SignatureId, change: SignatureChange, by: By) -> Result<bool> {
        self.0
            .write(move |connection| Box::pin(update(connection, id, change, by)))
            .await
    }

    async fn origins(&self, limit: u32) -> Result<Origins> {
        let mut connection = self.0.reader().await?;
        let mut values = async |kind| {
            query_scalar!(
                "SELECT value FROM origins WHERE kind = ? AND value <> ''
                 ORDER BY crashes DESC, value LIMIT ?",
                kind,
                limit
            )
            .fetch_all(&mut *connection)
            .await
            .map_err(store_error)
        };
        Ok(Origins {
            products: values("product").await?,
            versions: values("version").await?,
            platforms: values("platform").await?,
        })
    }

    async fn recent_versions(&self, product: &str, limit: u32) -> Result<Vec<String>> {
        let mut connection = self.0.reader().await?;
        query_scalar!(
            "SELECT version FROM product_versions WHERE product = ?
             ORDER BY first_seen DESC LIMIT ?",
            product,
            limit
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)
    }
}

/// Selects the id of the group that the crashes of `id` are in now.
pub(crate) fn push_now(sql: &mut QueryBuilder<Sqlite>, id: SignatureId) {
    // No rules move crashes so often that a link leads on further than this.
    sql.push("WITH RECURSIVE now (id, moves) AS (SELECT ")
        .push_bind(id.0)
        .push(
            ", 0
                 UNION ALL
                 SELECT became, moves + 1 FROM now JOIN moved_signatures USING (id) WHERE moves < 16
             )
             SELECT signatures.id FROM now JOIN signatures USING (id) ORDER BY moves LIMIT 1",
        );
}

async fn get(
    connection: &mut SqliteConnection,
    id: SignatureId,
    extent: SignatureExtent,
    first: NaiveDate,
) -> sqlx::Result<Option<SignatureDetails>> {
    let mut now = QueryBuilder::new("");
    push_now(&mut now, id);
    let found = now.build_query_scalar().fetch_optional(&mut *connection);
    let Some(id) = found.await?.map(SignatureId) else {
        return Ok(None);
    };
    let Some(row) = query_as!(
        SignatureRow,
        "SELECT id, signature, crashes, first_seen, last_seen, first_version, state, resolved_in,
                regressed_in, state_changed_at, actor_kind, actor_name, note
         FROM signatures WHERE id = ?",
        id.0
    )
    .fetch_optional(&mut *connection)
    .await?
    else {
        return Ok(None);
    };
    let summary = row.complete(&mut *connection, extent).await?;
    Ok(Some(SignatureDetails {
        summary,
        products: shares(connection, id.0, "product", extent.shares).await?,
        modules: shares(connection, id.0, "module", extent.shares).await?,
        labels: shares(connection, id.0, "label", extent.shares).await?,
        days: days(connection, id.0, first).await?,
    }))
}

/// The most frequent values of a kind.
async fn shares(
    connection: &mut SqliteConnection,
    id: i64,
    kind: &str,
    limit: u32,
) -> sqlx::Result<Vec<Share>> {
    let rows = query!(
        "SELECT value, crashes FROM crashes_by_value WHERE signature_id = ? AND kind = ?
         ORDER BY crashes DESC, value LIMIT ?",
        id,
        kind,
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Share {
                value: Some(row.value).filter(|value| !value.is_empty()),
                crashes: convert::size(row.crashes)?,
            })
        })
        .collect()
}

async fn days(
    connection: &mut SqliteConnection,
    id: i64,
    first: NaiveDate,
) -> sqlx::Result<Vec<DayOfCrashes>> {
    let first = convert::stored_day(first);
    let rows = query!(
        "SELECT day, crashes FROM crashes_by_day WHERE signature_id = ? AND day >= ? ORDER BY day",
        id,
        first
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(DayOfCrashes {
                day: convert::day(row.day)?,
                crashes: convert::size(row.crashes)?,
            })
        })
        .collect()
}

/// Days without crashes among the others.
async fn trend(
    connection: &mut SqliteConnection,
    id: i64,
    extent: SignatureExtent,
) -> sqlx::Result<Vec<u64>> {
    let length = extent.trend_days as usize;
    let first = extent.today - Days::new(u64::from(extent.trend_days.saturating_sub(1)));
    let mut trend = vec![0; length];
    for DayOfCrashes { day, crashes } in days(connection, id, first).await? {
        let index = (day - first).num_days().try_into().unwrap_or(usize::MAX);
        if let Some(count) = trend.get_mut(index) {
            *count = crashes;
        }
    }
    Ok(trend)
}

async fn find(
    connection: &mut SqliteConnection,
    signature: &str,
) -> sqlx::Result<Option<SignatureId>> {
    let id = query_scalar!("SELECT id FROM signatures WHERE signature = ?", signature)
        .fetch_optional(connection)
        .await?;
    Ok(id.map(SignatureId))
}

async fn find_resolution(
    connection: &mut SqliteConnection,
    signature: &str,
    dump: DumpId,
) -> sqlx::Result<Option<ContestedResolution>> {
    let row = query!(
        r#"SELECT signatures.id AS "id!: i64", resolved_in, state_changed_at AS "at!: i64",
                  time AS "time!: i64", version
           FROM signatures, dumps
           WHERE signature = ? AND dumps.id = ? AND state = 'resolved'
             AND state_changed_at IS NOT NULL"#,
        signature,
        dump.0
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(ContestedResolution {
            resolution: Resolution {
                id: SignatureId(row.id),
                resolved_in: row.resolved_in,
                at: convert::moment(row.at)?,
            },
            uploaded_at: convert::moment(row.time)?,
            version: row.version,
        })
    })
    .transpose()
}

async fn update(
    connection: &mut SqliteConnection,
    id: SignatureId,
    change: SignatureChange,
    by: By,
) -> sqlx::Result<bool> {
    let mut savepoint = connection.begin().await?;
    let SignatureChange {
        state,
        note,
        note_before,
    } = change;
    let found = query!(
        "UPDATE signatures SET note = coalesce(?1, note)
         WHERE id = ?2 AND (?3 IS NULL OR note IN (?1, ?3))",
        note,
        id.0,
        note_before
    )
    .execute(&mut *savepoint)
    .await?;
    if found.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(state) = state {
        update_state(&mut savepoint, id, state, &by).await?;
    }
    query!(
        "DELETE FROM signatures WHERE id = ? AND crashes = 0 AND state = 'open' AND note = ''",
        id.0
    )
    .execute(&mut *savepoint)
    .await?;
    savepoint.commit().await?;
    Ok(true)
}

async fn update_state(
    connection: &mut SqliteConnection,
    id: SignatureId,
    state: NewState,
    by: &By,
) -> sqlx::Result<()> {
    let (state, resolved_in) = match state {
        NewState::Open => (SignatureState::Open, None),
        NewState::Resolved { in_version } => (SignatureState::Resolved, in_version),
        NewState::Ignored => (SignatureState::Ignored, None),
    };
    let state = state.as_str();
    let at = by.at.timestamp_micros();
    let (actor_kind, actor_name) = (by.actor.kind(), by.actor.name());
    query!(
        "UPDATE signatures
         SET state = ?1, resolved_in = ?2, state_changed_at = ?3, actor_kind = ?4,
             actor_name = ?5, regressed_in = iif(?1 = 'resolved', NULL, regressed_in)
         WHERE id = ?6 AND (state <> ?1 OR resolved_in IS NOT ?2)",
        state,
        resolved_in,
        at,
        actor_kind,
        actor_name,
        id.0
    )
    .execute(connection)
    .await
    .map(drop)
}

/// The group of a signature, which is made for the crash of `dump` if need be.
pub(crate) async fn find_or_insert(
    connection: &mut SqliteConnection,
    signature: &str,
    dump: DumpId,
) -> sqlx::Result<i64> {
    if let Some(id) = find(connection, signature).await? {
        return Ok(id.0);
    }
    query_scalar!(
        r#"INSERT INTO signatures (signature, first_seen, last_seen)
           SELECT ?, time, time FROM dumps WHERE id = ?
           RETURNING id AS "id!: i64""#,
        signature,
        dump.0
    )
    .fetch_one(connection)
    .await
}

/// Opens a signature again because of a crash that it has, if what is said of it is still the
/// same.
pub(crate) async fn reopen(
    connection: &mut SqliteConnection,
    resolution: &Resolution,
    dump: DumpId,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (at, resolved_at) = (at.timestamp_micros(), resolution.at.timestamp_micros());
    query!(
        "UPDATE signatures
         SET state = 'open', resolved_in = NULL, state_changed_at = ?1, actor_kind = 'server',
             actor_name = NULL,
             regressed_in = coalesce((SELECT version FROM dumps WHERE dumps.id = ?2), '')
         WHERE id = ?3 AND state = 'resolved' AND resolved_in IS ?4 AND state_changed_at = ?5
           AND id = (SELECT signature_id FROM processing WHERE dump_id = ?2)",
        at,
        dump.0,
        resolution.id.0,
        resolution.resolved_in,
        resolved_at
    )
    .execute(connection)
    .await
    .map(drop)
}
