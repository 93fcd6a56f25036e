//! The store on SQLite: the embedded default.
//!
//! Write-ahead log with `synchronous=FULL`, one connection that writes and a pool
//! that reads. Single changes are committed in groups (see `writer`). Queries are
//! checked at compile time against `.sqlx/`; after changing one run
//! `scripts/sqlx-prepare`.
//!
//! To add a method: the SQL in the aggregate's file, in the order of the trait.

mod access;
mod client;
mod convert;
mod dump;
mod dump_event;
mod dump_list;
#[cfg(test)]
mod explain;
mod label;
mod like;
mod missing_module;
mod page_parts;
mod processing;
mod session;
mod signature;
mod signature_list;
mod signature_rules;
mod statistics;
mod submission;
mod symbol;
mod throttle_rule;
mod user;
mod writer;

use std::path::Path;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use store::{
    ClientRepo, DumpRepo, LabelRepo, MissingModuleRepo, ProcessingRepo, Repos, Result, SessionRepo,
    SignatureRepo, SignatureRulesRepo, StatisticsRepo, Store, StoreError, SubmissionRepo,
    SymbolRepo, ThrottleRuleRepo, Tx, UserRepo,
};

use access::{Pools, Repo, Transaction};
use convert::{is_busy, store_error};
use writer::BEGIN;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// How long a writer waits for another process (the CLI) to finish its change.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const BUSY_RETRY: Duration = Duration::from_millis(10);
const READERS: u32 = 8;

/// A database in one file.
#[derive(Debug)]
pub struct SqliteStore {
    repo: Repo<Pools>,
}

impl SqliteStore {
    /// Opens the database in a file, makes it if there is none, and brings its schema up
    /// to date.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the file is no database, cannot be written, or was
    /// made by a newer release.
    pub async fn open(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = connect(pool(1), options.clone()).await?;
        migrate(&writer).await?;
        // All at once: a server that is out of files or disk must not need more of them to read.
        let readers = connect(
            pool(READERS).min_connections(READERS),
            options.create_if_missing(false).read_only(true),
        )
        .await?;
        Ok(Self {
            repo: Repo(Pools::new(readers, writer)),
        })
    }
}

/// Opens connections. When two processes make a file at once, one finds it locked while the
/// other switches it to a write-ahead log: there SQLite does not wait by itself.
async fn connect(pool: SqlitePoolOptions, options: SqliteConnectOptions) -> Result<SqlitePool> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        match pool.clone().connect_with(options.clone()).await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(BUSY_RETRY).await;
            }
            connected => return connected.map_err(store_error),
        }
    }
}

/// Brings the schema up to date; the server and the CLI may open a new file at once.
async fn migrate(writer: &SqlitePool) -> Result<()> {
    let mut transaction = writer.begin_with(BEGIN).await.map_err(store_error)?;
    MIGRATIONS
        .run(&mut *transaction)
        .await
        .map_err(|error| StoreError::Database(error.into()))?;
    transaction.commit().await.map_err(store_error)
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_release(|connection, _| Box::pin(is_reusable(connection)))
}

/// Whether a connection can begin a transaction.
///
/// When a commit fails (a full disk), SQLite undoes the transaction by itself. sqlx does
/// not learn of that, fails to roll back, and counts a transaction for ever: each
/// further one would be refused.
async fn is_reusable(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // Waits for the roll-back that a dropped transaction has left behind.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

impl Repos for SqliteStore {
    fn dumps(&self) -> &dyn DumpRepo {
        &self.repo
    }

    fn submissions(&self) -> &dyn SubmissionRepo {
        &self.repo
    }

    fn processing(&self) -> &dyn ProcessingRepo {
        &self.repo
    }

    fn signatures(&self) -> &dyn SignatureRepo {
        &self.repo
    }

    fn signature_rules(&self) -> &dyn SignatureRulesRepo {
        &self.repo
    }

    fn labels(&self) -> &dyn LabelRepo {
        &self.repo
    }

    fn users(&self) -> &dyn UserRepo {
        &self.repo
    }

    fn sessions(&self) -> &dyn SessionRepo {
        &self.repo
    }

    fn clients(&self) -> &dyn ClientRepo {
        &self.repo
    }

    fn symbols(&self) -> &dyn SymbolRepo {
        &self.repo
    }

    fn throttle_rules(&self) -> &dyn ThrottleRuleRepo {
        &self.repo
    }

    fn missing_modules(&self) -> &dyn MissingModuleRepo {
        &self.repo
    }

    fn statistics(&self) -> &dyn StatisticsRepo {
        &self.repo
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn begin(&self) -> Result<Box<dyn Tx>> {
        let transaction = self.repo.0.begin().await?;
        Ok(Box::new(SqliteTx {
            repo: Repo(transaction),
        }))
    }

    async fn close(&self) {
        self.repo.0.close().await;
    }
}

/// A transaction on the connection that writes.
#[derive(Debug)]
struct SqliteTx {
    repo: Repo<Transaction>,
}

impl Repos for SqliteTx {
    fn dumps(&self) -> &dyn DumpRepo {
        &self.repo
    }

    fn submissions(&self) -> &dyn SubmissionRepo {
        &self.repo
    }

    fn processing(&self) -> &dyn ProcessingRepo {
        &self.repo
    }

    fn signatures(&self) -> &dyn SignatureRepo {
        &self.repo
    }

    fn signature_rules(&self) -> &dyn SignatureRulesRepo {
        &self.repo
    }

    fn labels(&self) -> &dyn LabelRepo {
        &self.repo
    }

    fn users(&self) -> &dyn UserRepo {
        &self.repo
    }

    fn sessions(&self) -> &dyn SessionRepo {
        &self.repo
    }

    fn clients(&self) -> &dyn ClientRepo {
        &self.repo
    }

    fn symbols(&self) -> &dyn SymbolRepo {
        &self.repo
    }

    fn throttle_rules(&self) -> &dyn ThrottleRuleRepo {
        &self.repo
    }

    fn missing_modules(&self) -> &dyn MissingModuleRepo {
        &self.repo
    }

    fn statistics(&self) -> &dyn StatisticsRepo {
        &self.repo
    }
}

#[async_trait]
impl Tx for SqliteTx {
    async fn commit(self: Box<Self>) -> Result<()> {
        self.repo.0.commit().await
    }
}
