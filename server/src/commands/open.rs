//! Opens what the configuration names, for the commands that need it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use service::{Clock, DataDir, Service};
use store_sqlite::SqliteStore;

use crate::config::{self, Config, Loaded, Location};

/// Reads the configuration, which has to exist.
pub(super) fn load(file: Option<&Path>) -> anyhow::Result<Config> {
    Ok(read(&config::find(file)?)?.config)
}

/// Reads the configuration of a command that may be the first one; then it is written.
pub(super) fn load_or_create(file: Option<&Path>) -> anyhow::Result<Loaded> {
    let location = config::find_or_create(file)?;
    if location.is_new {
        eprintln!(
            "Wrote {} with fresh secrets. Keep it secret and back it up.",
            location.file.display()
        );
    }
    read(&location)
}

fn read(location: &Location) -> anyhow::Result<Loaded> {
    let loaded = Config::load(location)?;
    for problem in &loaded.unknown {
        eprintln!("{problem}");
    }
    Ok(loaded)
}

pub(super) async fn store(config: &Config) -> anyhow::Result<Arc<SqliteStore>> {
    let file = &config.database.file;
    let store = SqliteStore::open(file)
        .await
        .with_context(|| format!("cannot open the database {}", file.display()))?;
    Ok(Arc::new(store))
}

/// The rules, beside a server that may be running.
pub(super) async fn service_beside_server(config: &Config) -> anyhow::Result<Service> {
    let data_dir = DataDir::beside_server(&config.folders())?;
    let store = store(config).await?;
    Ok(Service::open(config.settings(), &data_dir, store, Clock::system()).await?)
}
