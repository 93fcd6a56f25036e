//! How SQLite means to find the rows of a query, for tests of what it costs.

use sqlx::{AssertSqlSafe, QueryBuilder, Sqlite, SqliteConnection};

/// The steps of a query, with semicolons between them.
pub(crate) async fn explain(
    connection: &mut SqliteConnection,
    sql: &QueryBuilder<Sqlite>,
) -> String {
    let sql = format!("EXPLAIN QUERY PLAN {}", sql.sql().as_str());
    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(AssertSqlSafe(sql))
        .fetch_all(connection)
        .await
        .expect("explains");
    let steps: Vec<String> = steps.into_iter().map(|step| step.3).collect();
    steps.join("; ")
}
