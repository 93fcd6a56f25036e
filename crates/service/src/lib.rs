//! Every rule of Crash Store, and the bytes of its dumps. Knows no HTTP.
//!
//! [`Service`] is what the REST handlers and the server functions call: they
//! extract, call once, and map the answer. Who may call is said in the signatures:
//! a method that takes a [`Staff`], a [`Member`], an [`Editor`] or a [`Reader`] can only be
//! called with the proof that [`Principal`] gives.
//!
//! To add a rule: the module of its aggregate. To add an aggregate: a module here
//! with a struct of its plural name, made in [`Service::open`].

mod blobs;
mod checks;
mod clients;
mod clock;
mod data_dir;
mod dumps;
mod durable;
mod error;
mod fsck;
mod labels;
mod principal;
mod reports;
mod sessions;
mod settings;
mod setup;
mod signatures;
mod statistics;
mod symbols;
mod system;
pub mod text;
mod throttle;
mod throttle_rules;
mod users;

use std::sync::Arc;

use store::Store;
use tokio_util::task::TaskTracker;

pub use blobs::{BlobReader, BlobWriter};
pub use checks::{Cause, Checks, MAX_FINDINGS, PastCheck, RunningCheck, keep as keep_finding};
pub use clients::{ClientDraft, Clients, Expiry, IssuedClient, is_secret};
pub use clock::Clock;
pub use data_dir::{DataDir, DataDirError, Folders, create_private};
pub use dumps::{
    Annotations, BulkOutcome, Dumps, Label, MAX_ANNOTATION_BYTES, MAX_ANNOTATIONS_JSON_BYTES,
    MAX_AT_ONCE, MAX_OTHER_BYTES, MAX_SENTRY_EVENT_BYTES, OriginalName, Receipt, SubmittedFiles,
    Taken, UploadPermit, UploadedAttachment, UploadedFile, require_few,
};
pub use error::{Error, Result, TokenError};
pub use fsck::{Finding, FsckOptions, Report, check as fsck, refuse_foreign_dumps};
pub use labels::{Labels, OnTaken};
pub use principal::{ActiveClient, Editor, Member, Principal, Reader, Staff};
pub use processing::Limits as ProcessingLimits;
pub use reports::{ProcessingSettings, Reports};
pub use sessions::{Attempt, BrowserSession, Cleanup, OwnSession, Sessions, TokenPair};
pub use settings::Settings;
pub use setup::Setup;
pub use signatures::Signatures;
pub use statistics::Statistics;
pub use symbols::{
    HEAD_BYTES as SYMBOL_HEAD_BYTES, KeptSymbol, MAX_ASKING, SymbolPermit, SymbolReader,
    SymbolWriter, Symbols, UploadedSymbol, UpstreamSettings, parse_head as parse_symbol_head,
};
pub use system::{System, SystemState};
pub use throttle_rules::{Direction, MAX_THROTTLE_RULES, ThrottleRuleDraft, ThrottleRules};
pub use users::{AccountDraft, Email, Password, Users};

/// The whole of the application behind its two faces, REST and web.
#[derive(Debug)]
pub struct Service {
    pub dumps: Dumps,
    pub labels: Labels,
    pub users: Users,
    pub sessions: Sessions,
    pub clients: Clients,
    pub symbols: Symbols,
    pub signatures: Signatures,
    pub throttle_rules: ThrottleRules,
    pub statistics: Statistics,
    pub setup: Setup,
    pub checks: Checks,
    pub reports: Reports,
    pub system: System,
    settings: Arc<Settings>,
    store: Arc<dyn Store>,
    tasks: TaskTracker,
}

impl Service {
    /// Puts the parts together over a database and a folder of dumps.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be made or written to.
    pub async fn open(
        settings: Settings,
        data_dir: &DataDir,
        store: Arc<dyn Store>,
        clock: Clock,
    ) -> Result<Self> {
        let settings = Arc::new(settings);
        let tasks = TaskTracker::new();
        let passwords = users::PasswordHasher::new();
        let blobs = blobs::Blobs::open(data_dir, &settings).await?;
        let symbols = Symbols::open(
            data_dir,
            store.clone(),
            settings.clone(),
            clock.clone(),
            tasks.clone(),
        )
        .await?;
        let statistics = Statistics::new(blobs.clone(), store.clone(), clock.clone());
        let sessions = Sessions::new(
            store.clone(),
            settings.clone(),
            clock.clone(),
            passwords.clone(),
        );
        let throttle_rules =
            ThrottleRules::open(store.clone(), clock.clone(), tasks.clone()).await?;
        let dumps = Dumps::new(
            blobs.clone(),
            store.clone(),
            settings.clone(),
            throttle_rules.clone(),
            clock.clone(),
            tasks.clone(),
        );
        let reports = Reports::new(
            store.clone(),
            dumps.clone(),
            symbols.clone(),
            data_dir,
            clock.clone(),
            settings.processing.clone(),
            tasks.clone(),
        );
        Ok(Self {
            signatures: reports.signatures().clone(),
            reports,
            checks: Checks::new(store.clone(), data_dir, clock.clone(), tasks.clone()),
            system: System {
                blobs,
                store: store.clone(),
                statistics: statistics.clone(),
                cleanup: sessions.cleanup(),
                started_at: clock.now(),
                clock: clock.clone(),
            },
            symbols,
            throttle_rules,
            statistics,
            labels: Labels::new(store.clone(), clock.clone(), tasks.clone()),
            dumps,
            users: Users::new(
                store.clone(),
                settings.clone(),
                clock.clone(),
                passwords.clone(),
            ),
            sessions,
            clients: Clients::new(store.clone(), clock.clone()),
            setup: Setup::open(store.clone(), clock, passwords).await?,
            settings,
            store,
            tasks,
        })
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Gives up what takes long and changes nothing, so that no request under way waits for it:
    /// the server begins to stop.
    pub fn begin_to_stop(&self) {
        self.signatures.stop();
    }

    /// Ends changes that callers have left behind, then closes the database. Moves between the
    /// tiers and checks are given up: they may take long, and can be asked for again.
    pub async fn close(&self) {
        self.tasks.close();
        self.dumps.stop_moves();
        self.checks.stop();
        self.reports.stop();
        self.signatures.stop();
        self.throttle_rules.stop();
        self.tasks.wait().await;
        self.throttle_rules.close().await;
        self.store.close().await;
    }
}
