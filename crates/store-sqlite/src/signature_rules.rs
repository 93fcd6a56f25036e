//! Versions of staff's patterns, and crashes that were grouped by others.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{DumpId, SignatureId, SignaturePatterns};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
use store::{
    By, GroupedCrash, KeptPatterns, RegroupedCrash, Result, RulesVersion, SignatureRulesRepo,
};

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};
use crate::signature;

struct CrashRow {
    dump_id: i64,
    signature_id: i64,
    signature: String,
    proto_signature: String,
    built_in_rules: i64,
    staff_rules: i64,
    ended_at: Option<i64>,
}

impl TryFrom<CrashRow> for GroupedCrash {
    type Error = sqlx::Error;

    fn try_from(row: CrashRow) -> sqlx::Result<Self> {
        Ok(Self {
            dump: DumpId(row.dump_id),
            signature_id: SignatureId(row.signature_id),
            signature: row.signature,
            proto_signature: row.proto_signature,
            rules: rules(row.built_in_rules, row.staff_rules)?,
            reported_at: row.ended_at.map(convert::moment).transpose()?,
        })
    }
}

fn rules(built_in: i64, staff: i64) -> sqlx::Result<RulesVersion> {
    Ok(RulesVersion {
        built_in: built_in.try_into().map_err(decode_error)?,
        staff: convert::size(staff)?,
    })
}

/// Versions as SQLite keeps them.
pub(crate) fn stored(rules: RulesVersion) -> (i64, i64) {
    (rules.built_in.into(), convert::stored_size(rules.staff))
}

#[async_trait]
impl<A: Access> SignatureRulesRepo for Repo<A> {
    async fn get(&self, version: Option<u64>) -> Result<KeptPatterns> {
        let version = version.map(convert::stored_size);
        let mut connection = self.0.reader().await?;
        get(&mut connection, version).await.map_err(store_error)
    }

    async fn insert(&self, patterns: SignaturePatterns, by: By) -> Result<KeptPatterns> {
        self.0
            .write(move |connection| Box::pin(insert(connection, patterns, by)))
            .await
    }

    async fn in_force(&self) -> Result<RulesVersion> {
        let mut connection = self.0.reader().await?;
        let row = query!("SELECT built_in_rules, staff_rules FROM rules_in_force")
            .fetch_one(&mut *connection)
            .await
            .map_err(store_error)?;
        rules(row.built_in_rules, row.staff_rules).map_err(store_error)
    }

    async fn put_in_force(&self, rules: RulesVersion) -> Result<()> {
        let (built_in, staff) = stored(rules);
        self.0
            .write(move |connection| {
                Box::pin(async move {
                    query!(
                        "UPDATE rules_in_force SET built_in_rules = ?, staff_rules = ?",
                        built_in,
                        staff
                    )
                    .execute(connection)
                    .await
                    .map(drop)
                })
            })
            .await
    }

    async fn count_outdated(&self, rules: RulesVersion) -> Result<u64> {
        let (built_in, staff) = stored(rules);
        let mut connection = self.0.reader().await?;
        let count = query_scalar!(
            r#"SELECT coalesce(sum(crashes), 0) AS "crashes!: i64" FROM crashes_by_rules
               WHERE built_in_rules <> ? OR staff_rules <> ?"#,
            built_in,
            staff
        )
        .fetch_one(&mut *connection)
        .await
        .map_err(store_error)?;
        convert::size(count).map_err(store_error)
    }

    async fn list_outdated(&self, rules: RulesVersion, limit: u32) -> Result<Vec<GroupedCrash>> {
        let (built_in, staff) = stored(rules);
        let mut connection = self.0.reader().await?;
        // One search of the index for the rules that come first.
        let rows = query_as!(
            CrashRow,
            r#"SELECT processing.dump_id AS "dump_id!: i64",
                      signature_id AS "signature_id!: i64", signature AS "signature!: String",
                      coalesce(proto_signature, '') AS "proto_signature!: String",
                      built_in_rules AS "built_in_rules!: i64",
                      staff_rules AS "staff_rules!: i64", ended_at
               FROM processing
               CROSS JOIN signatures ON signatures.id = signature_id
               LEFT JOIN reports ON reports.dump_id = processing.dump_id
               WHERE signature_id IS NOT NULL AND (built_in_rules, staff_rules) = (
                   SELECT built_in_rules, staff_rules FROM crashes_by_rules
                   WHERE built_in_rules <> ?1 OR staff_rules <> ?2
                   ORDER BY built_in_rules DESC, staff_rules DESC LIMIT 1
               )
               ORDER BY processing.dump_id DESC LIMIT ?3"#,
            built_in,
            staff,
            limit
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        crashes(rows)
    }

    async fn list_crashes(&self, after: DumpId, limit: u32) -> Result<Vec<GroupedCrash>> {
        let mut connection = self.0.reader().await?;
        let rows = query_as!(
            CrashRow,
            r#"SELECT processing.dump_id AS "dump_id!: i64",
                      signature_id AS "signature_id!: i64", signature AS "signature!: String",
                      proto_signature AS "proto_signature!: String",
                      built_in_rules AS "built_in_rules!: i64",
                      staff_rules AS "staff_rules!: i64", ended_at
               FROM reports
               CROSS JOIN processing ON processing.dump_id = reports.dump_id
               CROSS JOIN signatures ON signatures.id = signature_id
               WHERE reports.dump_id > ? ORDER BY reports.dump_id LIMIT ?"#,
            after.0,
            limit
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        crashes(rows)
    }

    async fn list_empty_groups(&self) -> Result<Vec<String>> {
        let mut connection = self.0.reader().await?;
        query_scalar!("SELECT signature FROM signatures WHERE crashes = 0")
            .fetch_all(&mut *connection)
            .await
            .map_err(store_error)
    }

    async fn rename(&self, texts: Vec<(SignatureId, String)>) -> Result<u64> {
        self.0
            .write(move |connection| Box::pin(rename(connection, texts)))
            .await
    }

    async fn regroup(
        &self,
        crashes: Vec<RegroupedCrash>,
        rules: RulesVersion,
        at: DateTime<Utc>,
    ) -> Result<()> {
        self.0
            .write(move |connection| Box::pin(regroup(connection, crashes, rules, at)))
            .await
    }
}

fn crashes(rows: Vec<CrashRow>) -> Result<Vec<GroupedCrash>> {
    rows.into_iter()
        .map(GroupedCrash::try_from)
        .collect::<sqlx::Result<_>>()
        .map_err(store_error)
}

async fn get(
    connection: &mut SqliteConnection,
    version: Option<i64>,
) -> sqlx::Result<KeptPatterns> {
    let row = query!(
        "SELECT version, patterns, changed_at, actor_kind, actor_name FROM signature_rules
         WHERE version = coalesce(?, (SELECT max(version) FROM signature_rules))",
        version
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else {
        return Ok(KeptPatterns::default());
    };
    Ok(KeptPatterns {
        version: convert::size(row.version)?,
        patterns: serde_json::from_str(&row.patterns).map_err(decode_error)?,
        changed: Some(By {
            actor: convert::actor(&row.actor_kind, row.actor_name)?,
            at: convert::moment(row.changed_at)?,
        }),
    })
}

async fn insert(
    connection: &mut SqliteConnection,
    patterns: SignaturePatterns,
    by: By,
) -> sqlx::Result<KeptPatterns> {
    let json =
        serde_json::to_string(&patterns).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let at = by.at.timestamp_micros();
    let (actor_kind, actor_name) = (by.actor.kind(), by.actor.name());
    let version = query_scalar!(
        r#"INSERT INTO signature_rules (patterns, changed_at, actor_kind, actor_name)
           VALUES (?, ?, ?, ?)
           RETURNING version AS "version!: i64""#,
        json,
        at,
        actor_kind,
        actor_name
    )
    .fetch_one(connection)
    .await?;
    Ok(KeptPatterns {
        version: convert::size(version)?,
        patterns,
        changed: Some(by),
    })
}

async fn rename(
    connection: &mut SqliteConnection,
    texts: Vec<(SignatureId, String)>,
) -> sqlx::Result<u64> {
    let mut savepoint = connection.begin().await?;
    let mut renamed = 0;
    for (id, text) in texts {
        let done = query!(
            "UPDATE signatures SET signature = ?1
             WHERE id = ?2 AND NOT EXISTS (SELECT 1 FROM signatures WHERE signature = ?1)",
            text,
            id.0
        )
        .execute(&mut *savepoint)
        .await?;
        renamed += done.rows_affected();
    }
    savepoint.commit().await?;
    Ok(renamed)
}

async fn regroup(
    connection: &mut SqliteConnection,
    crashes: Vec<RegroupedCrash>,
    rules: RulesVersion,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut savepoint = connection.begin().await?;
    for crash in crashes {
        regroup_one(&mut savepoint, &crash, rules, at).await?;
    }
    savepoint.commit().await
}

async fn regroup_one(
    connection: &mut SqliteConnection,
    crash: &RegroupedCrash,
    rules: RulesVersion,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    let before = &crash.before;
    let (built_in, staff) = stored(rules);
    let (built_in_before, staff_before) = stored(before.rules);
    let reported_at = before.reported_at.map(|at| at.timestamp_micros());
    let is_the_same = query_scalar!(
        r#"SELECT EXISTS (
               SELECT 1 FROM processing
               WHERE dump_id = ? AND ended_at IS ? AND signature_id = ? AND built_in_rules = ?
                 AND staff_rules = ?
           ) AS "is_the_same!: bool""#,
        before.dump.0,
        reported_at,
        before.signature_id.0,
        built_in_before,
        staff_before
    )
    .fetch_one(&mut *connection)
    .await?;
    if !is_the_same {
        return Ok(());
    }
    let signature_id = signature::find_or_insert(connection, &crash.signature, before.dump).await?;
    query!(
        "UPDATE processing SET signature_id = ?, built_in_rules = ?, staff_rules = ?
         WHERE dump_id = ?",
        signature_id,
        built_in,
        staff,
        before.dump.0
    )
    .execute(&mut *connection)
    .await?;
    match &crash.disproves {
        Some(resolution) => signature::reopen(connection, resolution, before.dump, at).await,
        None => Ok(()),
    }
}
