//! One page of signatures, put together at run time.

use model::{Page, SignatureCursor, SignatureFilter, SignatureOrdering, SignatureSummary, SortKey};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use store::SignatureExtent;

use crate::like;
use crate::page_parts::{self, Part};
use crate::signature::SignatureRow;

pub(crate) async fn list(
    connection: &mut SqliteConnection,
    filter: &SignatureFilter,
    ordering: SignatureOrdering,
    limit: u32,
    after: Option<&SignatureCursor>,
    extent: SignatureExtent,
) -> sqlx::Result<Page<SignatureSummary>> {
    let build = |part, limit| build(filter, ordering, part, limit);
    let (rows, more): (Vec<SignatureRow>, _) =
        page_parts::read(connection, parts(after), limit, build).await?;
    let mut page = Vec::with_capacity(rows.len());
    for row in rows {
        page.push(row.complete(connection, extent).await?);
    }
    let next = page
        .last()
        .filter(|_| more)
        .map(|last| SignatureCursor::behind(last, ordering).to_string());
    Ok(Page { rows: page, next })
}

/// No two have the same text.
fn parts(after: Option<&SignatureCursor>) -> Vec<Part<&SignatureCursor>> {
    match after {
        Some(cursor) if cursor.ordering.is_by_text() => vec![Part::Behind(cursor)],
        after => page_parts::parts(after),
    }
}

fn build(
    filter: &SignatureFilter,
    ordering: SignatureOrdering,
    part: Part<&SignatureCursor>,
    limit: usize,
) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(
        "SELECT id, signature, crashes, first_seen, last_seen, first_version, state, resolved_in,
                regressed_in, state_changed_at, actor_kind, actor_name, note
         FROM signatures WHERE crashes > 0",
    );
    push_filter(&mut sql, filter);
    let (column, is_descending) = match ordering {
        SignatureOrdering::LastSeen => ("last_seen", false),
        SignatureOrdering::LastSeenDescending => ("last_seen", true),
        SignatureOrdering::FirstSeen => ("first_seen", false),
        SignatureOrdering::FirstSeenDescending => ("first_seen", true),
        SignatureOrdering::Crashes => ("crashes", false),
        SignatureOrdering::CrashesDescending => ("crashes", true),
        SignatureOrdering::Signature => ("signature", false),
        SignatureOrdering::SignatureDescending => ("signature", true),
    };
    let (behind, direction) = if is_descending {
        ("<", "DESC")
    } else {
        (">", "ASC")
    };
    match part {
        Part::All => {}
        Part::Ties(cursor) => {
            sql.push(format_args!(" AND {column} = "));
            push_key(&mut sql, &cursor.key);
            sql.push(format_args!(" AND id {behind} "))
                .push_bind(cursor.id.0);
        }
        Part::Behind(cursor) => {
            sql.push(format_args!(" AND {column} {behind} "));
            push_key(&mut sql, &cursor.key);
        }
    }
    sql.push(format_args!(" ORDER BY {column} {direction}"));
    if !ordering.is_by_text() {
        sql.push(format_args!(", id {direction}"));
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    sql.push(" LIMIT ").push_bind(limit);
    sql
}

fn push_key(sql: &mut QueryBuilder<Sqlite>, key: &SortKey) {
    match key {
        SortKey::Number(number) => sql.push_bind(*number),
        SortKey::Text(text) => sql.push_bind(text.clone()),
    };
}

fn push_filter(sql: &mut QueryBuilder<Sqlite>, filter: &SignatureFilter) {
    if let Some(text) = &filter.q {
        match like::containing(text) {
            Some(pattern) => {
                sql.push(" AND signature LIKE ")
                    .push_bind(pattern)
                    .push(r" ESCAPE '\'");
            }
            None => {
                sql.push(" AND FALSE");
            }
        }
    }
    if let Some(state) = filter.state {
        sql.push(" AND state = ").push_bind(state.as_str());
    }
    for (column, moment) in [
        ("first_seen", filter.first_seen_after),
        ("last_seen", filter.last_seen_after),
    ] {
        if let Some(moment) = moment {
            sql.push(format_args!(" AND {column} >= "))
                .push_bind(moment.timestamp_micros());
        }
    }
    push_first_version(sql, filter);
    push_origin(sql, filter);
}

fn push_first_version(sql: &mut QueryBuilder<Sqlite>, filter: &SignatureFilter) {
    let Some(version) = &filter.first_version else {
        return;
    };
    sql.push(" AND first_version = ").push_bind(version.clone());
    if let Some(product) = &filter.product {
        sql.push(" AND first_product = ").push_bind(product.clone());
    }
}

fn push_origin(sql: &mut QueryBuilder<Sqlite>, filter: &SignatureFilter) {
    let values = [
        ("product", &filter.product),
        ("version", &filter.version),
        ("platform", &filter.platform),
    ];
    if values.iter().all(|(_, value)| value.is_none()) {
        return;
    }
    sql.push(" AND EXISTS (SELECT 1 FROM crashes_by_origin WHERE signature_id = id");
    for (column, value) in values {
        if let Some(value) = value {
            sql.push(format_args!(" AND {column} = "))
                .push_bind(value.clone());
        }
    }
    sql.push(")");
}

#[cfg(test)]
mod tests {
    use model::SignatureId;

    use super::*;
    use crate::explain;

    /// How SQLite means to find the rows of each part: those behind the cursor, and the first
    /// page.
    async fn plans(filter: &SignatureFilter, ordering: SignatureOrdering) -> Vec<String> {
        let key = if ordering.is_by_text() {
            SortKey::Text("x".to_owned())
        } else {
            SortKey::Number(1)
        };
        let id = SignatureId(1);
        let cursor = SignatureCursor { ordering, key, id };
        let parts = parts(Some(&cursor)).into_iter().chain([Part::All]);
        explain::plans(parts.map(|part| build(filter, ordering, part, 51))).await
    }

    /// No step sorts, and no step reads the rows before the cursor.
    #[tokio::test]
    async fn every_ordering_searches_its_index_at_the_cursor() {
        for (ordering, column) in [
            (SignatureOrdering::LastSeen, "last_seen"),
            (SignatureOrdering::LastSeenDescending, "last_seen"),
            (SignatureOrdering::FirstSeen, "first_seen"),
            (SignatureOrdering::FirstSeenDescending, "first_seen"),
            (SignatureOrdering::Crashes, "crashes"),
            (SignatureOrdering::CrashesDescending, "crashes"),
            (SignatureOrdering::Signature, "signature"),
            (SignatureOrdering::SignatureDescending, "signature"),
        ] {
            for plan in plans(&SignatureFilter::default(), ordering).await {
                assert!(plan.contains("USING INDEX"), "{ordering:?}: {plan}");
                assert!(plan.contains(column), "{ordering:?}: {plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{ordering:?}: {plan}");
            }
        }
    }

    #[tokio::test]
    async fn what_is_new_in_a_version_is_searched_by_the_version() {
        let filter = SignatureFilter {
            product: Some("Paint".to_owned()),
            first_version: Some("2.0".to_owned()),
            ..SignatureFilter::default()
        };
        for plan in plans(&filter, SignatureOrdering::CrashesDescending).await {
            assert!(
                plan.starts_with("SEARCH signatures USING INDEX signatures_by_first_version"),
                "{plan}"
            );
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }

    #[tokio::test]
    async fn one_state_is_searched_by_the_usual_ordering() {
        let filter = SignatureFilter {
            state: Some(model::SignatureState::Resolved),
            ..SignatureFilter::default()
        };
        for plan in plans(&filter, SignatureOrdering::default()).await {
            assert!(
                plan.starts_with("SEARCH signatures USING INDEX signatures_by_state"),
                "{plan}"
            );
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
