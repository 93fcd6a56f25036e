//! Symbol files: taking, listing and removing them, and giving them to those who walk stacks.
//!
//! ```text
//! <symbols_dir>/blobs/<c1>/<c2>/<uuid>                  the bytes, as those of dumps
//! <symbols_dir>/tree/<debug_file>/<debug_id>/<name>.sym the same bytes, by a second name
//! ```
//!
//! A row says which bytes are a module's, and the tree follows the rows:
//!
//! ```text
//! store    bytes durable ─ row committed ─ name in the tree ─ old bytes removed ─ reply
//! delete   row removed ─ name removed ─ bytes removed ─ reply
//! ```
//!
//! What stops in between is put right by the next start (`check.rs`). The names of bytes
//! are not their hashes: a symbol file says itself what it is of, so two that are the same are
//! of the same module and build, which has one row.

mod check;
mod handover;
mod head;
mod tree;
mod upstream;
mod writer;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use model::{
    Actor, ClientId, MissingModule, MissingModuleQuery, Page, Scope, StoredName, Symbol, SymbolId,
    SymbolKey, SymbolQuery, UserId,
};
use store::{By, NewSymbol, Store, StoreError, StoredSymbol};
use tokio::sync::{Mutex, Notify, watch};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub(crate) use check::check;
use handover::Handovers;
pub use head::{HEAD_BYTES, parse as parse_head};
use tree::Tree;
pub use upstream::{MAX_ASKING, UpstreamSettings};
pub use writer::{SymbolWriter, UploadedSymbol};

use crate::blobs::{BlobLimits, BlobReader, BlobWriter, Layout, blocking, remove_if_present};
use crate::dumps::MAX_OTHER_BYTES;
use crate::durable::create_dir_all;
use crate::{Clock, DataDir, Editor, Error, Principal, Reader, Result, Settings};

/// Symbol files and the rules about them.
#[derive(Clone, Debug)]
pub struct Symbols {
    place: Arc<Place>,
    store: Arc<dyn Store>,
    settings: Arc<Settings>,
    clock: Clock,
    tasks: TaskTracker,
    /// One change at a time, of rows and files together.
    change: Arc<Mutex<()>>,
    handovers: Arc<Handovers>,
    arrivals: watch::Sender<SymbolId>,
    /// There may be something to ask symbol servers for.
    wanted: Arc<Notify>,
}

/// Where the files lie.
#[derive(Debug)]
struct Place {
    blobs: Arc<Layout>,
    tree: Tree,
}

/// Proof that somebody may upload symbols, and who it is.
#[derive(Clone, Debug)]
pub struct SymbolPermit {
    actor: Actor,
    holder: Holder,
    /// Also what others have uploaded.
    may_replace: bool,
}

/// Whose permit it is: one that is kept is looked at again.
#[derive(Clone, Copy, Debug)]
enum Holder {
    Nobody,
    Client(ClientId),
    User(UserId),
}

impl Holder {
    fn of(principal: &Principal) -> Self {
        let client = principal.client().map(Self::Client);
        let user = || principal.user().map(|user| Self::User(user.id));
        client.or_else(user).unwrap_or(Self::Nobody)
    }
}

/// Proof that somebody may fetch symbols.
#[derive(Clone, Copy, Debug)]
pub struct SymbolReader(());

/// What has become of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSymbol {
    pub symbol: Symbol,
    /// The same file was not there before.
    pub is_new: bool,
}

impl Symbols {
    /// Makes the folders.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Io`].
    pub(crate) async fn open(
        data_dir: &DataDir,
        store: Arc<dyn Store>,
        settings: Arc<Settings>,
        clock: Clock,
        tasks: TaskTracker,
    ) -> Result<Self> {
        let place = Arc::new(Place::of(data_dir));
        let made = place.clone();
        blocking(move || {
            made.blobs.create()?;
            create_dir_all(made.tree.folder())
        })
        .await?;
        let newest = SymbolQuery {
            q: String::new(),
            limit: 1,
            after: None,
        };
        let newest = store.symbols().list(&newest).await?;
        let newest = newest.rows.first().map(|symbol| symbol.id);
        Ok(Self {
            place,
            store,
            settings,
            clock,
            tasks,
            change: Arc::default(),
            handovers: Arc::default(),
            arrivals: watch::Sender::new(newest.unwrap_or_default()),
            wanted: Arc::default(),
        })
    }

    /// The folder to walk stacks with, in the layout that Breakpad and minidump-stackwalk
    /// read: `<debug_file>/<debug_id>/<name>.sym`.
    pub fn folder(&self) -> &Path {
        self.place.tree.folder()
    }

    /// The newest symbol file that stacks can be walked with, and every one that comes; some may
    /// be passed over when they come quickly, the last one never is.
    pub fn arrivals(&self) -> watch::Receiver<SymbolId> {
        self.arrivals.subscribe()
    }

    /// Whether there are symbols that can do anything to a stack.
    pub(crate) fn are_any(&self) -> bool {
        *self.arrivals.borrow() > SymbolId(0)
    }

    /// Tells that a dump was found to lack symbols.
    pub(crate) fn note_lack(&self) {
        self.wanted.notify_one();
    }

    /// Symbols are never taken from nobody: they decide what all others read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::MissingScope`].
    pub fn permit_upload(&self, principal: &Principal) -> Result<SymbolPermit> {
        principal.require(Scope::Upload)?;
        Ok(SymbolPermit {
            actor: principal.actor(),
            holder: Holder::of(principal),
            may_replace: principal.require(Scope::Write).is_ok(),
        })
    }

    /// Everybody may fetch symbols if the operator says so; otherwise who may see dumps.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::MissingScope`].
    pub fn permit_read(&self, principal: &Principal) -> Result<SymbolReader> {
        if !self.settings.public_symbols {
            principal.require(Scope::Read)?;
        }
        Ok(SymbolReader(()))
    }

    /// Refuses early what cannot be stored, before any of the body is read;
    /// `announced_bytes` is the length of the whole request where it is known.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::StorageFull`].
    pub async fn check_room(&self, announced_bytes: Option<u64>) -> Result<()> {
        let announced = announced_bytes.unwrap_or(0);
        let max_bytes = self.settings.max_symbol_bytes;
        if announced > max_bytes.saturating_add(MAX_OTHER_BYTES) {
            return Err(Error::TooLarge { max_bytes });
        }
        let (place, reserve_bytes) = (self.place.clone(), self.settings.reserve_bytes);
        Ok(blocking(move || place.blobs.check_room(announced, reserve_bytes)).await?)
    }

    /// Begins to take a symbol file; it is gone again when the writer is dropped.
    pub fn begin_file(&self, _: &SymbolPermit) -> SymbolWriter {
        self.begin(self.settings.max_symbol_bytes)
    }

    fn begin(&self, max_bytes: u64) -> SymbolWriter {
        let limits = BlobLimits {
            max_bytes,
            reserve_bytes: self.settings.reserve_bytes,
        };
        let stored_name = StoredName(Uuid::new_v4());
        SymbolWriter::new(BlobWriter::new(
            self.place.blobs.clone(),
            stored_name,
            limits,
        ))
    }

    /// Keeps symbol files. When this returns `Ok`, all of them survive a power cut. One that is
    /// there already is stored no second time; another one of the same module takes its place.
    ///
    /// # Errors
    /// [`Error::MissingScope`] when that is of somebody else: the key of a crash client may be
    /// read in its program, and is no licence to change what stacks say.
    pub async fn store(
        &self,
        permit: SymbolPermit,
        files: Vec<UploadedSymbol>,
    ) -> Result<Vec<KeptSymbol>> {
        self.unstoppable(move |symbols| async move {
            let _change = symbols.change.lock().await;
            for file in &files {
                symbols.check_owner(&permit, file).await?;
            }
            let mut kept = Vec::with_capacity(files.len());
            for file in files {
                kept.push(symbols.keep(&permit, file).await?);
            }
            Ok(kept)
        })
        .await
    }

    /// Whether somebody has uploaded the symbols of a module: a client that may do so asks, so
    /// as not to do it in vain.
    pub async fn has(&self, _: &SymbolPermit, key: &SymbolKey) -> Result<bool> {
        let found = self.store.symbols().find(key).await?;
        match found.filter(|found| found.symbol.upstream.is_none()) {
            Some(found) => self.is_whole(found).await,
            None => Ok(false),
        }
    }

    pub async fn list(&self, _: &Reader, query: &SymbolQuery) -> Result<Page<Symbol>> {
        Ok(self.store.symbols().list(query).await?)
    }

    /// The modules that dumps lack symbols of, what most of them lack first.
    pub async fn list_missing(
        &self,
        _: &Reader,
        query: &MissingModuleQuery,
    ) -> Result<Page<MissingModule>> {
        Ok(self.store.missing_modules().list(query).await?)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, _: &Reader, id: SymbolId) -> Result<Symbol> {
        let found = self.store.symbols().get(id).await?;
        found.ok_or_else(not_found)
    }

    /// Opens a symbol file for reading.
    ///
    /// # Errors
    /// [`Error::NotFound`], also when its bytes are gone.
    pub async fn read(&self, _: SymbolReader, key: &SymbolKey) -> Result<(Symbol, BlobReader)> {
        let found = self.store.symbols().find(key).await?;
        let found = found.ok_or_else(not_found)?;
        let path = self.place.blobs.path(found.stored_name);
        match blocking(move || BlobReader::open(&path)).await {
            Ok(blob) if blob.size() == found.symbol.size => Ok((found.symbol, blob)),
            Ok(_) => Err(not_found()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(not_found()),
            Err(error) => Err(error.into()),
        }
    }

    /// # Errors
    /// [`Error::NotFound`]; of several callers one succeeds.
    pub async fn delete(&self, _: &Editor, id: SymbolId) -> Result<()> {
        self.unstoppable(move |symbols| async move {
            let _change = symbols.change.lock().await;
            let deleted = symbols.store.symbols().delete(id).await?;
            symbols.remove(deleted.ok_or_else(not_found)?, true).await;
            tracing::info!(symbol.id = id.0, "symbol file deleted");
            Ok(())
        })
        .await
    }

    async fn check_owner(&self, permit: &SymbolPermit, file: &UploadedSymbol) -> Result<()> {
        let known = self.store.symbols().find(&file.module.key()).await?;
        let is_of_another = known.is_some_and(|known| {
            known.symbol.sha256 != file.blob.row().sha256
                && known.symbol.uploaded_by != permit.actor
        });
        if is_of_another && !permit.may_replace {
            return Err(Error::MissingScope(Scope::Write));
        }
        Ok(())
    }

    /// Who calls has the lock.
    async fn keep(&self, permit: &SymbolPermit, file: UploadedSymbol) -> Result<KeptSymbol> {
        let key = file.module.key();
        let known = self.store.symbols().find(&key).await?;
        let is_same = |known: &StoredSymbol| {
            // One that was fetched could go again.
            known.symbol.sha256 == file.blob.row().sha256 && known.symbol.upstream.is_none()
        };
        if let Some(known) = known.filter(is_same)
            && self.is_whole(known.clone()).await?
        {
            return Ok(KeptSymbol {
                symbol: known.symbol,
                is_new: false,
            });
        }
        let symbol = self.replace(permit.actor.clone(), None, file).await?;
        Ok(KeptSymbol {
            symbol,
            is_new: true,
        })
    }

    /// Has a file take the place of what there is of its module. Who calls has the lock.
    async fn replace(
        &self,
        actor: Actor,
        upstream: Option<String>,
        file: UploadedSymbol,
    ) -> Result<Symbol> {
        let (symbol, replaced) = self.insert(actor, upstream, file).await?;
        if let Some(replaced) = replaced {
            self.remove(replaced, false).await;
        }
        self.arrivals.send_replace(symbol.id);
        tracing::info!(
            symbol.id = symbol.id.0,
            file = %symbol.module.debug_file,
            size_bytes = symbol.size,
            upstream = symbol.upstream.as_deref(),
            "symbol file stored"
        );
        Ok(symbol)
    }

    async fn insert(
        &self,
        actor: Actor,
        upstream: Option<String>,
        file: UploadedSymbol,
    ) -> Result<(Symbol, Option<StoredSymbol>)> {
        let UploadedSymbol { module, blob } = file;
        let key = module.key();
        let stored_name = blob.row().stored_name;
        let new = NewSymbol {
            module,
            blob: blob.row().clone(),
            uploaded: By {
                actor,
                at: self.clock.now(),
            },
            upstream,
        };
        match self.store.symbols().insert(new).await {
            Ok(inserted) => {
                blob.keep();
                self.link(key, stored_name).await?;
                Ok(inserted)
            }
            Err(error) => {
                // Nobody knows whether the row comes back; the next start does.
                if let StoreError::Database(_) = error {
                    blob.keep();
                }
                Err(error.into())
            }
        }
    }

    async fn link(&self, key: SymbolKey, stored_name: StoredName) -> Result<()> {
        let place = self.place.clone();
        let link = move || place.tree.link(&key, &place.blobs.path(stored_name));
        Ok(blocking(link).await?)
    }

    /// Whether there are bytes of a row, also for stacks.
    async fn is_whole(&self, row: StoredSymbol) -> Result<bool> {
        let place = self.place.clone();
        Ok(blocking(move || place.is_whole(&row)).await?)
    }

    /// The row is gone for good already, so a failure here is no failure of the change: the
    /// next start removes what stays.
    async fn remove(&self, row: StoredSymbol, is_last_of_module: bool) {
        let place = self.place.clone();
        let id = row.symbol.id.0;
        let removed = blocking(move || {
            if is_last_of_module {
                place.tree.unlink(&row.symbol.module.key())?;
            }
            remove_if_present(&place.blobs.path(row.stored_name))
        });
        if let Err(error) = removed.await {
            tracing::error!(%error, symbol.id = id, "cannot remove the bytes of a symbol file");
        }
    }

    /// Runs durable steps to their end, even when the caller is cancelled.
    async fn unstoppable<T, F>(&self, steps: impl FnOnce(Self) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        self.tasks.spawn(steps(self.clone())).await?
    }
}

impl Place {
    fn of(data_dir: &DataDir) -> Self {
        let folder = data_dir.symbols_dir();
        Self {
            blobs: Arc::new(Layout::hot(&folder.join("blobs"))),
            tree: Tree::new(folder.join("tree")),
        }
    }

    /// Whether the bytes of a row are there, and the tree gives them.
    fn is_whole(&self, row: &StoredSymbol) -> io::Result<bool> {
        let path = self.blobs.path(row.stored_name);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.len() == row.symbol.size => {
                self.tree.leads_to(&row.symbol.module.key(), &path)
            }
            Ok(_) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn not_found() -> Error {
    Error::NotFound("Symbol")
}
