//! Group commit: changes that arrive together become durable with one flush.
//!
//! ```text
//! write() ─┐                    ┌─ BEGIN IMMEDIATE
//! write() ─┼─ queue ─ task ─────┤  each change in turn
//! write() ─┘                    └─ COMMIT (one fsync) ── then every reply
//! ```
//!
//! While one group commits, the next gathers in the queue. A change that breaks a
//! constraint fails alone: SQLite undoes that statement and keeps the transaction. Any
//! other error (a full disk, I/O) may have made SQLite undo everything, and what
//! followed would be committed on its own: so it fails the whole group.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_trait::async_trait;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::error::ErrorKind;
use sqlx::{SqliteConnection, SqlitePool};
use store::{Result, StoreError};
use tokio::sync::{mpsc, oneshot};

use crate::convert::store_error;

/// Takes the write lock at once, so that no read can turn into a failing write.
pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";

/// Changes in one group at most.
const GROUP: usize = 256;

/// The queue of the task that commits groups; the task ends when this is dropped.
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Change>>,
    pool: SqlitePool,
}

impl Writer {
    /// Starts the task on a pool of one connection.
    pub(crate) fn spawn(pool: SqlitePool) -> Self {
        let (queue, changes) = mpsc::channel(GROUP);
        tokio::spawn(commit_groups(changes, pool.clone()));
        Self { queue, pool }
    }

    pub(crate) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Puts a change into the next group and waits until that is committed.
    pub(crate) async fn write<T, F>(&self, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, sqlx::Result<T>>
            + Send
            + 'static,
    {
        let (reply, outcome) = oneshot::channel();
        let pending = Pending {
            change: Some(change),
            outcome: None,
            reply,
        };
        let lost = || StoreError::Database("the change was lost".into());
        self.queue
            .send(Box::new(pending))
            .await
            .map_err(|_| lost())?;
        outcome.await.map_err(|_| lost())?
    }
}

async fn commit_groups(mut changes: mpsc::Receiver<Box<dyn Change>>, pool: SqlitePool) {
    let mut group = Vec::with_capacity(GROUP);
    while changes.recv_many(&mut group, GROUP).await > 0 {
        // A panic rolls back and fails this group; without the catch it would be the last.
        let committed = AssertUnwindSafe(commit(&pool, &mut group)).catch_unwind();
        let Ok(committed) = committed.await else {
            tracing::error!("a change panicked; its group was rolled back");
            group.clear();
            continue;
        };
        let committed = committed.map_err(Arc::new);
        for change in group.drain(..) {
            change.reply(committed.clone());
        }
    }
}

async fn commit(pool: &SqlitePool, group: &mut [Box<dyn Change>]) -> sqlx::Result<()> {
    let mut transaction = pool.begin_with(BEGIN).await?;
    for change in group {
        change.apply(&mut transaction).await?;
    }
    transaction.commit().await
}

/// Whether SQLite undoes no more than the statement that failed.
fn fails_alone(error: &sqlx::Error) -> bool {
    let database = error.as_database_error();
    database.is_some_and(|error| !matches!(error.kind(), ErrorKind::Other))
}

/// A change of any type, waiting for its group.
#[async_trait]
trait Change: Send {
    /// Makes the change; an error is one after which the group cannot go on.
    async fn apply(&mut self, connection: &mut SqliteConnection) -> sqlx::Result<()>;

    /// Tells the caller how it ended, given how the group did.
    fn reply(self: Box<Self>, committed: Result<(), Arc<sqlx::Error>>);
}

struct Pending<T, F> {
    change: Option<F>,
    outcome: Option<sqlx::Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

#[async_trait]
impl<T, F> Change for Pending<T, F>
where
    T: Send,
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, sqlx::Result<T>> + Send,
{
    async fn apply(&mut self, connection: &mut SqliteConnection) -> sqlx::Result<()> {
        if let Some(change) = self.change.take() {
            match change(connection).await {
                Err(error) if !fails_alone(&error) => return Err(error),
                outcome => self.outcome = Some(outcome),
            }
        }
        Ok(())
    }

    fn reply(self: Box<Self>, committed: Result<(), Arc<sqlx::Error>>) {
        let result = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome.map_err(store_error),
            (Ok(()), None) => Err(StoreError::Database("the change was not made".into())),
            (Err(error), _) => Err(store_error(error)),
        };
        // Nobody waits any more when the caller was cancelled; the change stands.
        let _ = self.reply.send(result);
    }
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{query, query_scalar};

    use super::*;

    /// A writer on a new database with a table of unique texts.
    async fn writer(folder: &tempfile::TempDir) -> Writer {
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("test.sqlite3"))
            .create_if_missing(true);
        let pool = crate::pool(1).connect_with(options).await;
        let pool = pool.expect("makes a database");
        query("CREATE TABLE texts (text TEXT UNIQUE NOT NULL)")
            .execute(&pool)
            .await
            .expect("makes a table");
        Writer::spawn(pool)
    }

    async fn insert(writer: &Writer, text: String) -> Result<()> {
        writer
            .write(move |connection| {
                Box::pin(async move {
                    let insert = query("INSERT INTO texts VALUES (?)").bind(text);
                    insert.execute(connection).await.map(drop)
                })
            })
            .await
    }

    async fn texts(writer: &Writer) -> Vec<String> {
        query_scalar("SELECT text FROM texts ORDER BY rowid")
            .fetch_all(&writer.pool)
            .await
            .expect("the table can be read")
    }

    /// Lets the connection that writes grow no further.
    async fn fill(writer: &Writer) {
        // SQLite makes it as many pages as there are already.
        query("PRAGMA max_page_count = 1")
            .execute(&writer.pool)
            .await
            .expect("the limit is set");
    }

    async fn refuse_commits(writer: &Writer) {
        let mut connection = writer.pool.acquire().await.expect("it is free");
        let mut handle = connection.lock_handle().await.expect("it is idle");
        handle.set_commit_hook(|| false);
    }

    // One thread: what is asked for in one `join!` is one group.

    #[tokio::test]
    async fn a_full_disk_fails_the_whole_group() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let writer = writer(&folder).await;
        fill(&writer).await;
        let small = || "x".to_owned();
        let (before, large, after) = tokio::join!(
            insert(&writer, small()),
            insert(&writer, "y".repeat(1 << 20)),
            insert(&writer, "z".to_owned()),
        );
        for outcome in [before, large, after] {
            assert!(matches!(outcome, Err(StoreError::Full(_))), "{outcome:?}");
        }
        // Nothing was written behind the transaction that SQLite had undone.
        assert_eq!(texts(&writer).await, Vec::<String>::new());
        insert(&writer, small()).await.expect("there is room again");
        assert_eq!(texts(&writer).await, [small()]);
    }

    #[tokio::test]
    async fn a_commit_that_fails_does_not_stop_the_next() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let writer = writer(&folder).await;
        refuse_commits(&writer).await;
        let (first, second) = tokio::join!(
            insert(&writer, "a".to_owned()),
            insert(&writer, "b".to_owned()),
        );
        assert!(first.is_err() && second.is_err());
        insert(&writer, "c".to_owned()).await.expect("is committed");
        assert_eq!(texts(&writer).await, ["c"]);
    }

    #[tokio::test]
    async fn a_change_that_panics_does_not_stop_the_next() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let writer = writer(&folder).await;
        let panics = writer.write::<(), _>(|_| panic!("by a test"));
        let (before, panicked) = tokio::join!(insert(&writer, "a".to_owned()), panics);
        assert!(before.is_err() && panicked.is_err());
        insert(&writer, "b".to_owned()).await.expect("is committed");
        assert_eq!(texts(&writer).await, ["b"]);
    }

    #[tokio::test]
    async fn a_broken_constraint_fails_alone() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let writer = writer(&folder).await;
        let (first, again, other) = tokio::join!(
            insert(&writer, "a".to_owned()),
            insert(&writer, "a".to_owned()),
            insert(&writer, "b".to_owned()),
        );
        assert!(first.is_ok() && again.is_err() && other.is_ok());
        assert_eq!(texts(&writer).await, ["a", "b"]);
    }
}
