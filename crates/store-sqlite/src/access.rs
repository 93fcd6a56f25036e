//! How the repositories reach a connection: through the pools, or in a transaction.
//!
//! The SQL is written once, for any [`Access`].

use std::fmt;
use std::ops::{Deref, DerefMut};

use futures::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection, SqlitePool};
use store::{Result, StoreError};
use tokio::sync::{Mutex, MutexGuard};

use crate::convert::store_error;
use crate::writer::{BEGIN, Writer};

/// The repositories over one kind of access.
#[derive(Debug)]
pub(crate) struct Repo<A>(pub(crate) A);

/// A way to the database.
pub(crate) trait Access: Send + Sync + fmt::Debug {
    /// A connection to read on.
    fn reader(
        &self,
    ) -> impl Future<Output = Result<impl DerefMut<Target = SqliteConnection> + Send>> + Send;

    /// Makes one change. Outside a transaction it is durable when this returns `Ok`.
    ///
    /// A `change` of several statements that can fail halfway puts them into a
    /// savepoint (`connection.begin()`).
    fn write<T, F>(&self, change: F) -> impl Future<Output = Result<T>> + Send
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, sqlx::Result<T>>
            + Send
            + 'static;
}

/// Readers, and the one writer with its group commit.
pub(crate) struct Pools {
    readers: SqlitePool,
    writer: Writer,
}

impl Pools {
    pub(crate) fn new(readers: SqlitePool, writer: SqlitePool) -> Self {
        Self {
            readers,
            writer: Writer::spawn(writer),
        }
    }

    pub(crate) async fn begin(&self) -> Result<Transaction> {
        let transaction = self.writer.pool().begin_with(BEGIN).await;
        Ok(Transaction::new(transaction.map_err(store_error)?))
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.pool().close().await;
    }
}

impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pools").finish_non_exhaustive()
    }
}

impl Access for Pools {
    async fn reader(&self) -> Result<impl DerefMut<Target = SqliteConnection> + Send> {
        let connection: PoolConnection<Sqlite> =
            self.readers.acquire().await.map_err(store_error)?;
        Ok(connection)
    }

    async fn write<T, F>(&self, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, sqlx::Result<T>>
            + Send
            + 'static,
    {
        self.writer.write(change).await
    }
}

/// The connection that writes, in a transaction; dropped, it rolls back.
///
/// A failed change may have made SQLite undo the whole transaction, and what follows
/// would then be committed on its own: so after one nothing follows.
#[derive(Debug)]
pub(crate) struct Transaction(Mutex<Steps>);

#[derive(Debug)]
struct Steps {
    transaction: sqlx::Transaction<'static, Sqlite>,
    has_failed: bool,
}

impl Transaction {
    fn new(transaction: sqlx::Transaction<'static, Sqlite>) -> Self {
        Self(Mutex::new(Steps {
            transaction,
            has_failed: false,
        }))
    }

    pub(crate) async fn commit(self) -> Result<()> {
        let steps = self.0.into_inner();
        steps.require_success()?;
        steps.transaction.commit().await.map_err(store_error)
    }
}

impl Steps {
    fn require_success(&self) -> Result<()> {
        if self.has_failed {
            return Err(StoreError::Database(
                "a step of this transaction has failed".into(),
            ));
        }
        Ok(())
    }
}

/// The connection of a transaction while one statement uses it.
struct Held<'a>(MutexGuard<'a, Steps>);

impl Deref for Held<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0.transaction
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0.transaction
    }
}

impl Access for Transaction {
    async fn reader(&self) -> Result<impl DerefMut<Target = SqliteConnection> + Send> {
        let steps = self.0.lock().await;
        steps.require_success()?;
        Ok(Held(steps))
    }

    async fn write<T, F>(&self, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, sqlx::Result<T>>
            + Send
            + 'static,
    {
        let mut steps = self.0.lock().await;
        steps.require_success()?;
        // Also when this is cancelled: nobody knows then how far the change has come.
        steps.has_failed = true;
        let outcome = change(&mut steps.transaction).await;
        steps.has_failed = outcome.is_err();
        outcome.map_err(store_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_commit_that_fails_does_not_stop_the_next_transaction() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let path = folder.path().join("test.sqlite3");
        let url = format!("sqlite:{}?mode=rwc", path.display());
        let pool = crate::pool(1).connect(&url).await.expect("connects");
        let mut connection = pool.acquire().await.expect("it is free");
        let mut handle = connection.lock_handle().await.expect("it is idle");
        handle.set_commit_hook(|| false);
        drop(handle);
        drop(connection);
        let pools = Pools::new(pool.clone(), pool);
        let create = |transaction: Transaction| async move {
            let sql = "CREATE TABLE IF NOT EXISTS texts (text TEXT)";
            transaction
                .write(move |connection| {
                    Box::pin(async move { sqlx::query(sql).execute(connection).await })
                })
                .await?;
            transaction.commit().await
        };
        let first = pools.begin().await.expect("begins");
        assert!(create(first).await.is_err());
        let second = pools.begin().await.expect("begins again");
        create(second).await.expect("is committed");
    }
}
