//! Asking other symbol servers for what dumps lack.
//!
//! ```text
//! service: next_wanted ─▶ client.rs: GET <server>/<debug_file>/<debug_id>/<name>.sym
//!                            │ a thread, chunks
//!                            ▼
//!          keep_fetched ◀── unpacked, counted, its first line read
//! ```
//!
//! Beside everything else: no upload and no dump waits for it. What is asked for, and when,
//! `service` decides.

mod client;
mod public_address;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use futures::stream;
use model::SymbolKey;
use service::{Error, MAX_ASKING, Service, Symbols};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;
use tokio_util::io::StreamReader;
use tokio_util::sync::CancellationToken;

use crate::api::decompressed;
use crate::config;
use client::{Client, Fault};

/// Files that are fetched at a time.
const WORKERS: usize = 4;
/// Modules that may be asked for again are found after that.
const LOOK: Duration = Duration::from_mins(10);
/// Between two looks at a database that does not answer.
const PAUSE: Duration = Duration::from_secs(10);
const CHUNK_BYTES: usize = 64 * 1024;

/// Asks the configured servers until the server stops; ends at once when there are none.
pub async fn run(service: Arc<Service>, config: config::Symbols, stop: CancellationToken) {
    if config.upstream.is_empty() {
        return;
    }
    let workers = async {
        while let Err(error) = service.symbols.begin_asking().await {
            tell(&error);
            tokio::time::sleep(PAUSE).await;
        }
        let client = Arc::new(Client::new(config.upstream_timeout));
        let asker = Asker {
            symbols: &service.symbols,
            servers: &config.upstream,
            client: &client,
        };
        join_all((0..WORKERS).map(|_| asker.work())).await;
    };
    tokio::select! {
        () = workers => {}
        () = stop.cancelled() => {}
    }
}

fn tell(error: &Error) {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "cannot look for symbols to ask for"
    );
}

struct Asker<'a> {
    symbols: &'a Symbols,
    servers: &'a [String],
    client: &'a Arc<Client>,
}

impl Asker<'_> {
    async fn work(&self) {
        loop {
            let pause = match self.ask_for_next().await {
                Ok(true) => continue,
                Ok(false) => LOOK,
                Err(Error::StorageFull) => {
                    tracing::warn!("no symbols are asked for: there is no room for them");
                    LOOK
                }
                Err(error) => {
                    tell(&error);
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            tokio::select! {
                () = self.symbols.news_of_wanted() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// `false` when there is nothing to ask for.
    async fn ask_for_next(&self) -> Result<bool, Error> {
        let Some(key) = self.symbols.next_wanted().await? else {
            return Ok(false);
        };
        if let Ok(asked) = timeout(MAX_ASKING, self.ask_for(&key)).await {
            asked?;
        } else {
            let (file, id) = (&key.debug_file, &key.debug_id);
            tracing::warn!(%file, %id, "symbols take too long");
        }
        Ok(true)
    }

    async fn ask_for(&self, key: &SymbolKey) -> Result<(), Error> {
        let mut may_be_luckier = false;
        for server in self.servers {
            let (file, id) = (&key.debug_file, &key.debug_id);
            match self.fetch(server, key).await {
                Ok(()) => return Ok(()),
                Err(Fault::NoRoom) => return Err(Error::StorageFull),
                Err(Fault::NotFound) => tracing::debug!(%server, %file, %id, "no such symbols"),
                Err(Fault::Useless(reason)) => {
                    tracing::warn!(%server, %file, %id, %reason, "symbols are of no use");
                }
                Err(Fault::Failed(reason)) => {
                    tracing::warn!(%server, %file, %id, %reason, "symbols were not fetched");
                    may_be_luckier = true;
                }
            }
        }
        if !may_be_luckier {
            self.symbols.postpone_wanted(key).await?;
        }
        Ok(())
    }

    async fn fetch(&self, server: &str, key: &SymbolKey) -> Result<(), Fault> {
        let max_bytes = self.symbols.max_fetched_bytes();
        let chunks = self.client.get(server, key, max_bytes)?;
        let chunks = stream::unfold(chunks, |mut chunks| async {
            let chunk = chunks.recv().await?;
            Some((chunk.map_err(io::Error::other), chunks))
        });
        let reader = StreamReader::new(Box::pin(chunks));
        let mut reader = decompressed(reader).await.map_err(unreadable)?;
        let mut writer = self.symbols.begin_fetched();
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            match reader.read(&mut buffer).await.map_err(unreadable)? {
                0 => break,
                length => writer.write(&buffer[..length]).await?,
            }
        }
        let file = writer.finish().await?;
        Ok(self.symbols.keep_fetched(key, file, server).await?)
    }
}

fn unreadable(error: io::Error) -> Fault {
    match error.downcast::<Fault>() {
        Ok(fault) => fault,
        Err(error) => Fault::Useless(format!("it cannot be decompressed: {error}")),
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(errors) => {
                let texts: Vec<String> = errors
                    .iter()
                    .flat_map(|(_, texts)| texts)
                    .cloned()
                    .collect();
                Self::Useless(texts.join(" "))
            }
            Error::StorageFull => Self::NoRoom,
            Error::TooLarge { .. } => Self::Useless(error.to_string()),
            error => Self::Failed(error.to_string()),
        }
    }
}
