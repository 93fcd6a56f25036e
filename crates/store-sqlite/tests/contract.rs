//! Every promise of the store, kept on a file.

use store_sqlite::SqliteStore;
use tempfile::TempDir;

async fn open() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().expect("makes a folder");
    let path = folder.path().join("test.sqlite3");
    let store = SqliteStore::open(&path)
        .await
        .expect("opens a new database");
    (store, folder)
}

store::contract_tests!(open);
