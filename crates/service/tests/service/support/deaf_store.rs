//! A database whose answers to changes of bytes are lost on the way.

use std::sync::Arc;

use async_trait::async_trait;
use model::{
    Damage, Dump, DumpEvent, DumpId, DumpQuery, Page, Sha256, StoredName, Symbol, SymbolId,
    SymbolKey, SymbolQuery,
};
use store::{
    By, ClientRepo, DeletedDump, DumpRepo, LabelRepo, MissingModuleRepo, NewDump, NewFile,
    NewSymbol, ProcessingRepo, ReplacedDump, Repos, Result, SessionRepo, SignatureRepo,
    SignatureRulesRepo, StatisticsRepo, Store, StoreError, StoredBlob, StoredSymbol,
    SubmissionRepo, SymbolRepo, ThrottleRuleRepo, Tx, UserRepo,
};

/// Commits inserts, replacements and moves, and then says that it failed.
#[derive(Debug)]
pub(crate) struct DeafStore(pub(crate) Arc<dyn Store>);

fn lost<T>(_: T) -> Result<T> {
    Err(StoreError::Database("the connection was lost".into()))
}

impl Repos for DeafStore {
    fn dumps(&self) -> &dyn DumpRepo {
        self
    }

    fn submissions(&self) -> &dyn SubmissionRepo {
        self.0.submissions()
    }

    fn processing(&self) -> &dyn ProcessingRepo {
        self.0.processing()
    }

    fn signatures(&self) -> &dyn SignatureRepo {
        self.0.signatures()
    }

    fn signature_rules(&self) -> &dyn SignatureRulesRepo {
        self.0.signature_rules()
    }

    fn labels(&self) -> &dyn LabelRepo {
        self.0.labels()
    }

    fn users(&self) -> &dyn UserRepo {
        self.0.users()
    }

    fn sessions(&self) -> &dyn SessionRepo {
        self.0.sessions()
    }

    fn clients(&self) -> &dyn ClientRepo {
        self.0.clients()
    }

    fn symbols(&self) -> &dyn SymbolRepo {
        self
    }

    fn throttle_rules(&self) -> &dyn ThrottleRuleRepo {
        self.0.throttle_rules()
    }

    fn missing_modules(&self) -> &dyn MissingModuleRepo {
        self.0.missing_modules()
    }

    fn statistics(&self) -> &dyn StatisticsRepo {
        self.0.statistics()
    }
}

#[async_trait]
impl Store for DeafStore {
    async fn begin(&self) -> Result<Box<dyn Tx>> {
        self.0.begin().await
    }

    async fn close(&self) {
        self.0.close().await;
    }
}

#[async_trait]
impl DumpRepo for DeafStore {
    async fn insert(&self, dump: NewDump) -> Result<Dump> {
        lost(self.0.dumps().insert(dump).await?)
    }

    async fn get(&self, id: DumpId) -> Result<Option<Dump>> {
        self.0.dumps().get(id).await
    }

    async fn find_by_sha256(&self, sha256: Sha256) -> Result<Option<Dump>> {
        self.0.dumps().find_by_sha256(sha256).await
    }

    async fn list(&self, query: &DumpQuery) -> Result<Page<Dump>> {
        self.0.dumps().list(query).await
    }

    async fn list_blobs(&self, first: StoredName, last: StoredName) -> Result<Vec<StoredBlob>> {
        self.0.dumps().list_blobs(first, last).await
    }

    async fn list_events(&self, id: DumpId, limit: u32) -> Result<Vec<DumpEvent>> {
        self.0.dumps().list_events(id, limit).await
    }

    async fn update_label(&self, id: DumpId, label: String, by: By) -> Result<Option<Dump>> {
        self.0.dumps().update_label(id, label, by).await
    }

    async fn update_file(
        &self,
        id: DumpId,
        file: NewFile,
        label: Option<String>,
        by: By,
    ) -> Result<Option<ReplacedDump>> {
        lost(self.0.dumps().update_file(id, file, label, by).await?)
    }

    async fn update_tier(
        &self,
        name: StoredName,
        archived_size: Option<u64>,
        by: By,
    ) -> Result<Option<Dump>> {
        lost(self.0.dumps().update_tier(name, archived_size, by).await?)
    }

    async fn update_damage(&self, name: StoredName, damage: Option<Damage>, by: By) -> Result<()> {
        self.0.dumps().update_damage(name, damage, by).await
    }

    async fn delete(&self, id: DumpId) -> Result<Option<DeletedDump>> {
        self.0.dumps().delete(id).await
    }
}

#[async_trait]
impl SymbolRepo for DeafStore {
    async fn insert(&self, symbol: NewSymbol) -> Result<(Symbol, Option<StoredSymbol>)> {
        lost(self.0.symbols().insert(symbol).await?)
    }

    async fn get(&self, id: SymbolId) -> Result<Option<Symbol>> {
        self.0.symbols().get(id).await
    }

    async fn find(&self, key: &SymbolKey) -> Result<Option<StoredSymbol>> {
        self.0.symbols().find(key).await
    }

    async fn list(&self, query: &SymbolQuery) -> Result<Page<Symbol>> {
        self.0.symbols().list(query).await
    }

    async fn list_after(&self, id: SymbolId, limit: u32) -> Result<Vec<StoredSymbol>> {
        self.0.symbols().list_after(id, limit).await
    }

    async fn upstream(&self) -> Result<(u64, Option<StoredSymbol>)> {
        self.0.symbols().upstream().await
    }

    async fn delete(&self, id: SymbolId) -> Result<Option<StoredSymbol>> {
        self.0.symbols().delete(id).await
    }
}
