//! Rows of throttle rules.

use std::collections::HashMap;

use async_trait::async_trait;
use model::{ThrottleRule, ThrottleRuleSettings};
use sqlx::{Connection, SqliteConnection, query, query_as};
use store::{Discards, Result, ThrottleRuleRepo};

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};

struct RuleRow {
    name: String,
    product: Option<String>,
    version: Option<String>,
    client: Option<String>,
    share: i64,
    per_minute: Option<i64>,
    discarded: i64,
    last_discarded_at: Option<i64>,
}

impl TryFrom<RuleRow> for ThrottleRule {
    type Error = sqlx::Error;

    fn try_from(row: RuleRow) -> sqlx::Result<Self> {
        let per_minute = row.per_minute.map(u32::try_from).transpose();
        Ok(Self {
            settings: ThrottleRuleSettings {
                name: row.name,
                product: row.product,
                version: row.version,
                key: row.client,
                share: row.share.try_into().map_err(decode_error)?,
                per_minute: per_minute.map_err(decode_error)?,
            },
            discarded: convert::size(row.discarded)?,
            last_discarded_at: row.last_discarded_at.map(convert::moment).transpose()?,
        })
    }
}

#[async_trait]
impl<A: Access> ThrottleRuleRepo for Repo<A> {
    async fn list(&self) -> Result<Vec<ThrottleRule>> {
        let mut connection = self.0.reader().await?;
        list(&mut connection).await.map_err(store_error)
    }

    async fn replace(&self, rules: Vec<ThrottleRuleSettings>) -> Result<Vec<ThrottleRule>> {
        self.0
            .write(move |connection| Box::pin(replace(connection, rules)))
            .await
    }

    async fn add_discards(&self, discards: Vec<Discards>) -> Result<()> {
        self.0
            .write(move |connection| Box::pin(add_discards(connection, discards)))
            .await
    }
}

async fn list(connection: &mut SqliteConnection) -> sqlx::Result<Vec<ThrottleRule>> {
    let rows = query_as!(
        RuleRow,
        "SELECT name, product, version, client, share, per_minute, discarded, last_discarded_at
         FROM throttle_rules ORDER BY position"
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(ThrottleRule::try_from).collect()
}

async fn replace(
    connection: &mut SqliteConnection,
    rules: Vec<ThrottleRuleSettings>,
) -> sqlx::Result<Vec<ThrottleRule>> {
    let mut savepoint = connection.begin().await?;
    let mut old: HashMap<String, ThrottleRule> = list(&mut savepoint)
        .await?
        .into_iter()
        .map(|rule| (rule.settings.name.clone(), rule))
        .collect();
    query!("DELETE FROM throttle_rules")
        .execute(&mut *savepoint)
        .await?;
    for (position, settings) in (0_i64..).zip(rules) {
        let old = old.remove(&settings.name);
        let discarded = convert::stored_size(old.as_ref().map_or(0, |old| old.discarded));
        let last_at = old.and_then(|old| old.last_discarded_at);
        let last_at = last_at.map(|at| at.timestamp_micros());
        query!(
            "INSERT INTO throttle_rules (name, position, product, version, client, share,
                                         per_minute, discarded, last_discarded_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            settings.name,
            position,
            settings.product,
            settings.version,
            settings.key,
            settings.share,
            settings.per_minute,
            discarded,
            last_at
        )
        .execute(&mut *savepoint)
        .await?;
    }
    let rules = list(&mut savepoint).await?;
    savepoint.commit().await?;
    Ok(rules)
}

async fn add_discards(
    connection: &mut SqliteConnection,
    discards: Vec<Discards>,
) -> sqlx::Result<()> {
    let mut savepoint = connection.begin().await?;
    for discards in discards {
        let count = convert::stored_size(discards.count);
        let last_at = discards.last_at.timestamp_micros();
        query!(
            "UPDATE throttle_rules
             SET discarded = discarded + ?1,
                 last_discarded_at = max(coalesce(last_discarded_at, ?2), ?2)
             WHERE name = ?3",
            count,
            last_at,
            discards.rule
        )
        .execute(&mut *savepoint)
        .await?;
    }
    savepoint.commit().await
}
