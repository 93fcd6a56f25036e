//! How SQLite means to find the rows of a query, for tests of what it costs.

use sqlx::{AssertSqlSafe, QueryBuilder, Sqlite, SqliteConnection};

use crate::SqliteStore;
use crate::access::Access;

/// The steps of each of these queries, with semicolons between them, in a new database.
pub(crate) async fn plans(queries: impl IntoIterator<Item = QueryBuilder<Sqlite>>) -> Vec<String> {
    let folder = tempfile::tempdir().expect("makes a folder");
    let store = SqliteStore::open(&folder.path().join("test.sqlite3")).await;
    let store = store.expect("opens");
    let mut connection = store.repo.0.reader().await.expect("connects");
    let mut plans = Vec::new();
    for query in queries {
        plans.push(explain(&mut connection, &query).await);
    }
    plans
}

async fn explain(connection: &mut SqliteConnection, sql: &QueryBuilder<Sqlite>) -> String {
    let sql = format!("EXPLAIN QUERY PLAN {}", sql.sql().as_str());
    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(AssertSqlSafe(sql))
        .fetch_all(connection)
        .await
        .expect("explains");
    let steps: Vec<String> = steps.into_iter().map(|step| step.3).collect();
    steps.join("; ")
}
