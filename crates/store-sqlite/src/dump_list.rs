//! One page of dumps, put together at run time.

use model::{Dump, DumpCursor, DumpFilter, DumpOrdering, DumpQuery, Page, SignatureKey, SortKey};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::dump::DumpRow;
use crate::page_parts::{self, Part};
use crate::{convert, like, signature};

pub(crate) async fn list(
    connection: &mut SqliteConnection,
    query: &DumpQuery,
) -> sqlx::Result<Page<Dump>> {
    let build = |part, limit| build(query, part, limit);
    let (found, more) = page_parts::read(connection, parts(query), query.limit, build).await?;
    let rows: sqlx::Result<Vec<Dump>> = found.into_iter().map(DumpRow::try_into).collect();
    let rows = rows?;
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| DumpCursor::behind(last, query.ordering).to_string());
    Ok(Page { rows, next })
}

/// An id has no ties.
fn parts(query: &DumpQuery) -> Vec<Part<&DumpCursor>> {
    match &query.after {
        Some(cursor) if order(query).column == ID => vec![Part::Ties(cursor)],
        after => page_parts::parts(after.as_ref()),
    }
}

fn build(query: &DumpQuery, part: Part<&DumpCursor>, limit: usize) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(
        "SELECT id, original_name, stored_name, time, label, archived, size, sha256, damage,
                archived_size
         FROM ",
    );
    // By the index of a group, which has its dumps in the order of their ids.
    if let Some(signature) = &query.filter.signature {
        sql.push("processing CROSS JOIN dumps ON id = dump_id WHERE signature_id = (");
        match signature {
            SignatureKey::Id(id) => signature::push_now(&mut sql, *id),
            SignatureKey::Text(text) => {
                sql.push("SELECT signatures.id FROM signatures WHERE signatures.signature = ")
                    .push_bind(text.clone());
            }
        }
        sql.push(")");
    } else {
        sql.push("dumps WHERE TRUE");
    }
    push_filter(&mut sql, &query.filter);
    let Order {
        column,
        behind,
        direction,
    } = order(query);
    let id = match &query.filter.signature {
        Some(_) => "dump_id",
        None => ID,
    };
    match part {
        Part::All => {}
        Part::Ties(cursor) => {
            if column != ID {
                sql.push(format_args!(" AND {column} = "));
                push_key(&mut sql, &cursor.key);
            }
            sql.push(format_args!(" AND {id} {behind} "))
                .push_bind(cursor.id.0);
        }
        Part::Behind(cursor) => {
            sql.push(format_args!(" AND {column} {behind} "));
            push_key(&mut sql, &cursor.key);
        }
    }
    sql.push(" ORDER BY ");
    if column != ID {
        sql.push(format_args!("{column} {direction}, "));
    }
    sql.push(format_args!("{id} {direction}"));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    sql.push(" LIMIT ").push_bind(limit);
    sql
}

const ID: &str = "id";

struct Order {
    column: &'static str,
    /// The comparison that holds for what is listed later.
    behind: &'static str,
    direction: &'static str,
}

fn order(query: &DumpQuery) -> Order {
    let (column, is_descending) = match query.ordering {
        DumpOrdering::OldestFirst => ("time", false),
        DumpOrdering::NewestFirst => ("time", true),
        DumpOrdering::SmallestFirst => ("size", false),
        DumpOrdering::LargestFirst => ("size", true),
        DumpOrdering::IdAscending => (ID, false),
        DumpOrdering::IdDescending => (ID, true),
        DumpOrdering::OriginalName => ("original_name", false),
        DumpOrdering::OriginalNameDescending => ("original_name", true),
        // All of one label are ties.
        DumpOrdering::Label if query.filter.label.is_some() => (ID, false),
        DumpOrdering::LabelDescending if query.filter.label.is_some() => (ID, true),
        DumpOrdering::Label => ("label", false),
        DumpOrdering::LabelDescending => ("label", true),
    };
    let (behind, direction) = if is_descending {
        ("<", "DESC")
    } else {
        (">", "ASC")
    };
    Order {
        column,
        behind,
        direction,
    }
}

fn push_key(sql: &mut QueryBuilder<Sqlite>, key: &SortKey) {
    match key {
        SortKey::Number(number) => sql.push_bind(*number),
        SortKey::Text(text) => sql.push_bind(text.clone()),
    };
}

fn push_filter(sql: &mut QueryBuilder<Sqlite>, filter: &DumpFilter) {
    if let Some(label) = &filter.label {
        sql.push(" AND label = ").push_bind(label.clone());
    }
    for (column, value) in [
        ("product", &filter.product),
        ("version", &filter.version),
        ("platform", &filter.platform),
    ] {
        if let Some(value) = value {
            sql.push(format_args!(" AND {column} = "))
                .push_bind(value.clone());
        }
    }
    if let Some(module) = &filter.module {
        // Looked up for each dump: among those of a group, as a rule.
        sql.push(" AND EXISTS (SELECT 1 FROM processing AS crash")
            .push(" WHERE crash.dump_id = dumps.id AND crash.module = ")
            .push_bind(module.clone())
            .push(")");
    }
    if let Some(state) = filter.state {
        // For each dump, too: the list keeps the order of its index. Neither row is long.
        sql.push(" AND EXISTS (SELECT 1 FROM processing AS crash")
            .push(" CROSS JOIN signatures ON signatures.id = crash.signature_id")
            .push(" WHERE crash.dump_id = dumps.id AND signatures.state = ")
            .push_bind(state.as_str())
            .push(")");
    }
    if let Some(text) = &filter.q {
        push_search(sql, text);
    }
    if let Some(archived) = filter.archived {
        sql.push(" AND archived = ").push_bind(archived);
    }
    if let Some(moment) = filter.uploaded_after {
        sql.push(" AND time >= ")
            .push_bind(moment.timestamp_micros());
    }
    if let Some(moment) = filter.uploaded_before {
        sql.push(" AND time < ")
            .push_bind(moment.timestamp_micros());
    }
    if let Some(bytes) = filter.min_size {
        sql.push(" AND size >= ")
            .push_bind(convert::stored_size(bytes));
    }
    if let Some(bytes) = filter.max_size {
        sql.push(" AND size <= ")
            .push_bind(convert::stored_size(bytes));
    }
}

fn push_search(sql: &mut QueryBuilder<Sqlite>, text: &str) {
    let Some(pattern) = like::containing(text) else {
        sql.push(" AND FALSE");
        return;
    };
    for (start, column) in
        [" AND (", " OR ", " OR "]
            .into_iter()
            .zip(["original_name", "label", "stored_name"])
    {
        sql.push(format_args!("{start}{column} LIKE "))
            .push_bind(pattern.clone())
            .push(r" ESCAPE '\'");
    }
    sql.push(")");
}

#[cfg(test)]
mod tests {
    use model::{DumpId, SignatureId, SignatureState};

    use super::*;
    use crate::explain;

    fn query(filter: DumpFilter, ordering: DumpOrdering) -> DumpQuery {
        let key = if ordering.is_by_text() {
            SortKey::Text("x".to_owned())
        } else {
            SortKey::Number(1)
        };
        let id = DumpId(1);
        DumpQuery {
            filter,
            ordering,
            limit: 50,
            after: Some(DumpCursor { ordering, key, id }),
        }
    }

    /// How SQLite means to find the rows of each part: those behind the cursor, and
    /// the first page.
    async fn plans(query: &DumpQuery) -> Vec<String> {
        let parts = parts(query).into_iter().chain([Part::All]);
        explain::plans(parts.map(|part| build(query, part, 51))).await
    }

    /// No step sorts, and no step reads the rows before the cursor.
    #[tokio::test]
    async fn every_ordering_searches_its_index_at_the_cursor() {
        for (ordering, index) in [
            (DumpOrdering::OldestFirst, "time"),
            (DumpOrdering::NewestFirst, "time"),
            (DumpOrdering::SmallestFirst, "size"),
            (DumpOrdering::LargestFirst, "size"),
            (DumpOrdering::OriginalName, "original_name"),
            (DumpOrdering::OriginalNameDescending, "original_name"),
            (DumpOrdering::Label, "label"),
            (DumpOrdering::LabelDescending, "label"),
        ] {
            let query = query(DumpFilter::default(), ordering);
            let behind = order(&query).behind;
            let expected = [
                format!("SEARCH dumps USING INDEX dumps_by_{index} ({index}=? AND id{behind}?)"),
                format!("SEARCH dumps USING INDEX dumps_by_{index} ({index}{behind}?)"),
                format!("SCAN dumps USING INDEX dumps_by_{index}"),
            ];
            assert_eq!(plans(&query).await, expected, "{ordering:?}");
        }
        for ordering in [DumpOrdering::IdAscending, DumpOrdering::IdDescending] {
            let query = query(DumpFilter::default(), ordering);
            let behind = order(&query).behind;
            let expected = [
                format!("SEARCH dumps USING INTEGER PRIMARY KEY (rowid{behind}?)"),
                "SCAN dumps".to_owned(),
            ];
            assert_eq!(plans(&query).await, expected, "{ordering:?}");
        }
    }

    #[tokio::test]
    async fn one_group_is_searched_by_id() {
        let filter = DumpFilter {
            signature: Some(SignatureId(1).into()),
            ..DumpFilter::default()
        };
        let by_id = "SEARCH processing USING COVERING INDEX processing_by_signature";
        let dumps = "SEARCH dumps USING INTEGER PRIMARY KEY (rowid=?)";
        // Which group it is now is looked up once.
        let now = "SCALAR SUBQUERY 3; CO-ROUTINE now; SETUP; SCAN CONSTANT ROW; \
            RECURSIVE STEP; SCAN now; \
            SEARCH moved_signatures USING INTEGER PRIMARY KEY (rowid=?); SCAN now; \
            SEARCH signatures USING INTEGER PRIMARY KEY (rowid=?); \
            USE TEMP B-TREE FOR ORDER BY";
        assert_eq!(
            plans(&query(filter, DumpOrdering::IdDescending)).await,
            [
                format!("{by_id} (signature_id=? AND dump_id<?); {now}; {dumps}"),
                format!("{by_id} (signature_id=?); {now}; {dumps}"),
            ]
        );
    }

    #[tokio::test]
    async fn a_group_is_searched_by_its_text_once() {
        let filter = DumpFilter {
            signature: Some(SignatureKey::Text("x".to_owned())),
            ..DumpFilter::default()
        };
        let group = "SEARCH signatures USING COVERING INDEX sqlite_autoindex_signatures_1";
        let by_id = "SEARCH processing USING COVERING INDEX processing_by_signature";
        for plan in plans(&query(filter, DumpOrdering::IdDescending)).await {
            assert!(plan.starts_with(by_id), "{plan}");
            assert!(plan.contains("SCALAR SUBQUERY 1; "), "{plan}");
            assert!(!plan.contains("CORRELATED"), "{plan}");
            assert!(plan.contains(group), "{plan}");
        }
    }

    #[tokio::test]
    async fn a_state_is_looked_up_for_each_dump_in_its_order() {
        let filter = DumpFilter {
            state: Some(SignatureState::Resolved),
            ..DumpFilter::default()
        };
        let by_id = "SEARCH dumps USING INTEGER PRIMARY KEY (rowid<?)";
        let state = "CORRELATED SCALAR SUBQUERY 1; \
            SEARCH crash USING INTEGER PRIMARY KEY (rowid=?); \
            SEARCH signatures USING INTEGER PRIMARY KEY (rowid=?)";
        assert_eq!(
            plans(&query(filter.clone(), DumpOrdering::IdDescending)).await,
            [format!("{by_id}; {state}"), format!("SCAN dumps; {state}")]
        );
        for plan in plans(&query(filter, DumpOrdering::NewestFirst)).await {
            assert!(plan.contains("USING INDEX dumps_by_time"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }

    #[tokio::test]
    async fn one_label_is_searched_by_time_and_by_id() {
        let filter = DumpFilter {
            label: Some("x".to_owned()),
            ..DumpFilter::default()
        };
        let newest = query(filter.clone(), DumpOrdering::NewestFirst);
        let by_time = "SEARCH dumps USING INDEX dumps_by_label_and_time";
        assert_eq!(
            plans(&newest).await,
            [
                format!("{by_time} (label=? AND time=? AND id<?)"),
                format!("{by_time} (label=? AND time<?)"),
                format!("{by_time} (label=?)"),
            ]
        );
        for ordering in [DumpOrdering::IdAscending, DumpOrdering::Label] {
            let by_id = "SEARCH dumps USING INDEX dumps_by_label";
            assert_eq!(
                plans(&query(filter.clone(), ordering)).await,
                [
                    format!("{by_id} (label=? AND id>?)"),
                    format!("{by_id} (label=?)"),
                ],
                "{ordering:?}"
            );
        }
    }
}
