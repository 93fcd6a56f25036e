//! Pages of lists that are put together at run time, found by their cursors.
//!
//! A page behind a cursor is read in two steps, the rest of the rows that tie with its
//! key and then the keys behind. The shorter `(column, id) > (?, ?)` would read every
//! tie from the first one on: SQLite does not search an index by a row value that ends
//! with the integer primary key.

use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

/// Rows that are found by one search of an index.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<C> {
    All,
    /// The rows with the cursor's key and an id behind its own.
    Ties(C),
    /// The rows with keys behind the cursor's.
    Behind(C),
}

/// The parts that make up the list behind the cursor, in their order.
pub(crate) fn parts<C: Copy>(after: Option<C>) -> Vec<Part<C>> {
    match after {
        None => vec![Part::All],
        Some(cursor) => vec![Part::Ties(cursor), Part::Behind(cursor)],
    }
}

/// Up to `limit` rows, and whether there are more; `build` has a number of rows of a part read.
pub(crate) async fn read<C, R>(
    connection: &mut SqliteConnection,
    parts: Vec<Part<C>>,
    limit: u32,
    build: impl Fn(Part<C>, usize) -> QueryBuilder<Sqlite>,
) -> sqlx::Result<(Vec<R>, bool)>
where
    R: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    let limit = limit as usize;
    let mut rows: Vec<R> = Vec::new();
    for part in parts {
        // One row more than the page was asked for says whether there is a next page.
        let found: Vec<R> = build(part, limit + 1 - rows.len())
            .build_query_as()
            .fetch_all(&mut *connection)
            .await?;
        rows.extend(found);
        if rows.len() > limit {
            break;
        }
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    Ok((rows, more))
}
