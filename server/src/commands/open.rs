//! Opens what the configuration names, for the commands that need it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use service::{Clock, DataDir, Service};
use store_sqlite::SqliteStore;

use crate::config::{self, Config, Loaded};

/// Reads the configuration of a command that needs one to exist or be made.
pub(super) fn load(file: Option<&Path>) -> anyhow::Result<Loaded> {
    let location = config::find_or_create(file)?;
    if location.is_new {
        eprintln!(
            "Wrote {} with fresh secrets. Keep it secret and back it up.",
            location.file.display()
        );
    }
    let loaded = Config::load(&location)?;
    for problem in &loaded.unknown {
        eprintln!("{problem}");
    }
    Ok(loaded)
}

pub(super) async fn store(config: &Config) -> anyhow::Result<Arc<SqliteStore>> {
    let url = &config.database.url;
    let store = SqliteStore::open(url)
        .await
        .with_context(|| format!("cannot open the database {url}"))?;
    Ok(Arc::new(store))
}

/// The rules, beside a server that may be running.
pub(super) async fn service_beside_server(config: &Config) -> anyhow::Result<Service> {
    std::fs::create_dir_all(&config.paths.data_dir)
        .with_context(|| format!("cannot make {}", config.paths.data_dir.display()))?;
    let data_dir = DataDir::unlocked(&config.paths.data_dir, &config.paths.dumps_dir);
    let store = store(config).await?;
    Ok(Service::open(config.settings(), &data_dir, store, Clock::system()).await?)
}
