//! A database in which a password changes between the look at it and what follows.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{User, UserId};
use store::{
    ClientRepo, Credentials, DumpRepo, LabelRepo, MissingModuleRepo, NewUser, ProcessingRepo,
    Repos, Result, SessionRepo, SignatureRepo, SignatureRulesRepo, StatisticsRepo, Store,
    SubmissionRepo, SymbolRepo, ThrottleRuleRepo, Tx, UserChanges, UserRepo,
};

/// Hands out credentials and then, before anybody can use them, changes them.
#[derive(Debug)]
pub(crate) struct CrossingStore {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) changes: UserChanges,
    /// When the account's sessions end with that.
    pub(crate) at: DateTime<Utc>,
}

impl Repos for CrossingStore {
    fn dumps(&self) -> &dyn DumpRepo {
        self.store.dumps()
    }

    fn submissions(&self) -> &dyn SubmissionRepo {
        self.store.submissions()
    }

    fn processing(&self) -> &dyn ProcessingRepo {
        self.store.processing()
    }

    fn signatures(&self) -> &dyn SignatureRepo {
        self.store.signatures()
    }

    fn signature_rules(&self) -> &dyn SignatureRulesRepo {
        self.store.signature_rules()
    }

    fn labels(&self) -> &dyn LabelRepo {
        self.store.labels()
    }

    fn users(&self) -> &dyn UserRepo {
        self
    }

    fn sessions(&self) -> &dyn SessionRepo {
        self.store.sessions()
    }

    fn clients(&self) -> &dyn ClientRepo {
        self.store.clients()
    }

    fn symbols(&self) -> &dyn SymbolRepo {
        self.store.symbols()
    }

    fn throttle_rules(&self) -> &dyn ThrottleRuleRepo {
        self.store.throttle_rules()
    }

    fn missing_modules(&self) -> &dyn MissingModuleRepo {
        self.store.missing_modules()
    }

    fn statistics(&self) -> &dyn StatisticsRepo {
        self.store.statistics()
    }
}

#[async_trait]
impl Store for CrossingStore {
    async fn begin(&self) -> Result<Box<dyn Tx>> {
        self.store.begin().await
    }

    async fn close(&self) {
        self.store.close().await;
    }
}

#[async_trait]
impl UserRepo for CrossingStore {
    async fn get_credentials(&self, email: &str) -> Result<Option<Credentials>> {
        let credentials = self.store.users().get_credentials(email).await?;
        if let Some(Credentials { user, .. }) = &credentials {
            self.update(user.id, self.changes.clone()).await?;
            self.sessions().end_all(user.id, None, self.at).await?;
        }
        Ok(credentials)
    }

    async fn insert(&self, user: NewUser) -> Result<User> {
        self.store.users().insert(user).await
    }

    async fn get(&self, id: UserId) -> Result<Option<User>> {
        self.store.users().get(id).await
    }

    async fn get_by_email(&self, email: &str) -> Result<Option<User>> {
        self.store.users().get_by_email(email).await
    }

    async fn list(&self, part: &str) -> Result<Vec<User>> {
        self.store.users().list(part).await
    }

    async fn count_administrators(&self) -> Result<u64> {
        self.store.users().count_administrators().await
    }

    async fn update(&self, id: UserId, changes: UserChanges) -> Result<Option<User>> {
        self.store.users().update(id, changes).await
    }

    async fn delete(&self, id: UserId) -> Result<Option<User>> {
        self.store.users().delete(id).await
    }
}
