//! What is particular to a database in a file: opening it again, and sharing it.

use std::fs;
use std::path::PathBuf;

use chrono::DateTime;
use futures::future::{join, join_all, try_join_all};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use store::{NewUser, Repos, Store, StoreError, UserChanges};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

struct Database {
    folder: TempDir,
}

impl Database {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("makes a folder");
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("100 % of the rows?.sqlite3")
    }

    async fn open(&self) -> store::Result<SqliteStore> {
        SqliteStore::open(&self.path()).await
    }

    /// A connection of somebody else's.
    async fn connect(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.path());
        let connection = SqliteConnection::connect_with(&options).await;
        connection.expect("connects")
    }
}

fn new_user(name: impl std::fmt::Display) -> NewUser {
    NewUser {
        email: format!("{name}@example.com"),
        password_hash: None,
        is_active: true,
        is_staff: false,
        created_at: DateTime::UNIX_EPOCH,
    }
}

#[tokio::test]
async fn opened_again_it_has_its_rows() -> store::Result<()> {
    let database = Database::new();
    let store = database.open().await?;
    let user = store.users().insert(new_user("a")).await?;
    store.close().await;
    let store = database.open().await?;
    assert_eq!(store.users().get(user.id).await?.as_ref(), Some(&user));
    store.users().delete(user.id).await?;
    store.close().await;
    let store = database.open().await?;
    let next = store.users().insert(new_user("a")).await?;
    assert_eq!(next.id.0, user.id.0 + 1);
    Ok(())
}

#[tokio::test]
async fn rows_outlive_a_store_that_was_not_closed() -> store::Result<()> {
    let database = Database::new();
    let store = database.open().await?;
    let user = store.users().insert(new_user("a")).await?;
    let tx = store.begin().await?;
    tx.users().insert(new_user("b")).await?;
    // As after a kill: the log beside the file holds everything, the open change too.
    let copy = Database::new();
    for end in ["", "-wal"] {
        let name = format!("100 % of the rows?.sqlite3{end}");
        fs::copy(
            database.folder.path().join(&name),
            copy.folder.path().join(&name),
        )
        .expect("copies");
    }
    assert_eq!(copy.open().await?.users().list("").await?, [user]);
    Ok(())
}

#[tokio::test]
async fn closing_leaves_one_file() -> store::Result<()> {
    let database = Database::new();
    let store = database.open().await?;
    store.users().insert(new_user("a")).await?;
    store.users().list("").await?;
    store.close().await;
    let files: Vec<_> = fs::read_dir(database.folder.path())
        .expect("the folder is there")
        .map(|entry| entry.expect("the entry can be read").file_name())
        .collect();
    assert_eq!(files, ["100 % of the rows?.sqlite3"]);
    assert!(store.users().insert(new_user("b")).await.is_err());
    Ok(())
}

#[tokio::test]
async fn two_processes_may_make_the_file_at_once() -> store::Result<()> {
    for _ in 0..5 {
        let database = Database::new();
        let stores = try_join_all((0..6).map(|_| database.open())).await?;
        for (number, store) in stores.iter().enumerate() {
            store.users().insert(new_user(number)).await?;
        }
        for store in &stores {
            assert_eq!(store.users().list("").await?.len(), stores.len());
        }
    }
    Ok(())
}

#[tokio::test]
async fn two_processes_may_write_at_once() -> store::Result<()> {
    let database = Database::new();
    let server = database.open().await?;
    let command = database.open().await?;
    let insert = |number: usize| {
        let store = if number.is_multiple_of(2) {
            &server
        } else {
            &command
        };
        store.users().insert(new_user(number))
    };
    try_join_all((0..100).map(insert)).await?;
    assert_eq!(server.users().list("").await?.len(), 100);
    assert_eq!(
        command.users().list("").await?,
        server.users().list("").await?
    );
    let (one, other) = join(
        server.users().insert(new_user("same")),
        command.users().insert(new_user("same")),
    )
    .await;
    let outcomes = [one, other];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(
        outcomes
            .iter()
            .any(|outcome| matches!(outcome, Err(StoreError::EmailTaken)))
    );
    Ok(())
}

#[tokio::test]
async fn a_write_waits_for_the_change_of_another_process() -> store::Result<()> {
    let database = Database::new();
    let server = database.open().await?;
    let command = database.open().await?;
    let user = server.users().insert(new_user("a")).await?;
    let tx = command.begin().await?;
    let deactivate = UserChanges {
        is_active: Some(false),
        ..UserChanges::default()
    };
    tx.users().update(user.id, deactivate).await?;
    // Readers do not wait, and see nothing of it yet.
    assert_eq!(server.users().get(user.id).await?, Some(user.clone()));
    let promote = UserChanges {
        is_staff: Some(true),
        ..UserChanges::default()
    };
    let (updated, committed) = join(server.users().update(user.id, promote), tx.commit()).await;
    committed?;
    let updated = updated?.expect("the account is there");
    assert!(updated.is_staff && !updated.is_active);
    Ok(())
}

#[tokio::test]
async fn crashes_of_an_older_release_are_grouped() -> store::Result<()> {
    let database = Database::new();
    // As it was before there were groups.
    let mut migrations = sqlx::migrate!("../../migrations/sqlite");
    migrations
        .migrations
        .to_mut()
        .retain(|migration| migration.version < 13);
    let options = SqliteConnectOptions::new()
        .filename(database.path())
        .create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options)
        .await
        .expect("connects");
    migrations.run(&mut connection).await.expect("migrates");
    let rows = "INSERT INTO dumps (original_name, stored_name, time, label, size, sha256, version)
                SELECT 'a.dmp', '3ec3bfc7-31e6-4d71-b88c-4b9829fa4d3' || column1, column1, 'x', 1,
                       zeroblob(32), column2
                FROM (VALUES (1, '1.0'), (2, '1.0'), (3, NULL), (4, '1.0'));
                UPDATE processing SET state = 'done', module = 'app',
                       signature = iif(dump_id = 3, 'draw', 'parse') WHERE dump_id < 4;
                INSERT INTO reports (dump_id, proto_signature, json)
                SELECT dump_id, '{}', x'00' FROM processing WHERE dump_id < 4";
    sqlx::raw_sql(rows)
        .execute(&mut connection)
        .await
        .expect("inserts");
    connection.close().await.expect("closes");

    let store = database.open().await?;
    let filter = model::SignatureFilter::default();
    let extent = store::SignatureExtent {
        today: DateTime::UNIX_EPOCH.date_naive(),
        trend_days: 1,
        shares: 9,
    };
    let ordering = model::SignatureOrdering::CrashesDescending;
    let groups = store.signatures().list(&filter, ordering, 9, None, extent);
    let groups: Vec<_> = groups
        .await?
        .rows
        .into_iter()
        .map(|group| {
            (
                group.signature,
                group.crashes,
                group.last_seen.timestamp_micros(),
            )
        })
        .collect();
    assert_eq!(
        groups,
        [("parse".to_owned(), 2, 2), ("draw".to_owned(), 1, 3)]
    );
    let origins = store.signatures().origins(9).await?;
    assert_eq!(origins.versions, ["1.0"]);
    let rules = store.signature_rules().in_force().await?;
    assert_eq!(store.signature_rules().count_outdated(rules).await?, 0);
    let processing = store.processing().get(model::DumpId(3)).await?;
    let crash = processing.expect("is there").crash;
    assert_eq!(crash.signature.as_deref(), Some("draw"));
    Ok(())
}

#[tokio::test]
async fn a_file_of_a_newer_release_is_refused() -> store::Result<()> {
    let database = Database::new();
    database.open().await?.close().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of the future', TRUE, x'00', 0)",
    )
    .execute(&mut database.connect().await)
    .await
    .expect("pretends to be newer");
    assert!(matches!(
        database.open().await,
        Err(StoreError::Database(_))
    ));
    Ok(())
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_alone() {
    let database = Database::new();
    let text = "a letter to a friend\n".repeat(500);
    fs::write(database.path(), &text).expect("writes");
    assert!(matches!(
        database.open().await,
        Err(StoreError::Database(_))
    ));
    let kept = fs::read_to_string(database.path()).expect("reads");
    assert_eq!(kept, text);
}

#[tokio::test]
async fn what_a_row_holds_is_not_guessed_at() -> store::Result<()> {
    let database = Database::new();
    let store = database.open().await?;
    let users = (0..3).map(|number| store.users().insert(new_user(number)));
    let users = try_join_all(users).await?;
    sqlx::query("UPDATE users SET created_at = 9223372036854775807 WHERE id = 2")
        .execute(&mut database.connect().await)
        .await
        .expect("makes a moment that no calendar has");
    let found = join_all(users.iter().map(|user| store.users().get(user.id))).await;
    assert!(found[0].is_ok() && found[1].is_err() && found[2].is_ok());
    // A change that cannot tell what it has changed has not changed it.
    let deleted = store.users().delete(users[1].id).await;
    assert!(deleted.is_err());
    assert!(store.users().get(users[1].id).await.is_err());
    Ok(())
}
