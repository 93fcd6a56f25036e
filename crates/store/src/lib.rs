//! The port to the database: what the service asks of one, and nothing of how.
//!
//! [`Store`] reads and makes single durable changes; [`Tx`] makes several as one.
//! Both give the same repositories, one trait per aggregate. A backend
//! (`store-sqlite`) implements the traits and passes [`contract`], the suite that
//! says in code what the words here promise.
//!
//! To add a method: its contract test first, the method on the trait, then the SQL
//! in each backend, in the same file and the same order.

mod client;
#[cfg(feature = "contract")]
pub mod contract;
mod dump;
mod error;
mod label;
mod missing_module;
mod processing;
mod session;
mod signature;
mod signature_rules;
mod statistics;
mod submission;
mod symbol;
mod throttle_rule;
mod user;

use std::fmt::Debug;

use async_trait::async_trait;

pub use client::{ClientCredentials, ClientRepo, ClientSettings, NewClient, NewClientSecret};
pub use dump::{By, DeletedDump, DumpRepo, NewBlob, NewDump, NewFile, ReplacedDump, StoredBlob};
pub use error::{Result, StoreError};
pub use label::LabelRepo;
pub use missing_module::{MissingModuleRepo, NewMissingModule};
pub use processing::{LackingPlace, NewReport, Outcome, ProcessingRepo, QueueLength, Requeued};
pub use session::{NewSession, Rotation, Session, SessionId, SessionRepo, TokenId};
pub use signature::{ContestedResolution, Resolution, SignatureExtent, SignatureRepo};
pub use signature_rules::{
    GroupedCrash, KeptPatterns, RegroupedCrash, RulesVersion, SignatureRulesRepo,
};
pub use statistics::StatisticsRepo;
pub use submission::{NewAttachment, NewSubmission, ReportKey, SubmissionRepo, Submitted};
pub use symbol::{NewSymbol, StoredSymbol, SymbolRepo};
pub use throttle_rule::{Discards, ThrottleRuleRepo};
pub use user::{Credentials, NewUser, UserChanges, UserRepo};

/// The repositories, of a store or of a transaction.
pub trait Repos: Send + Sync + Debug {
    fn dumps(&self) -> &dyn DumpRepo;
    fn submissions(&self) -> &dyn SubmissionRepo;
    fn processing(&self) -> &dyn ProcessingRepo;
    fn signatures(&self) -> &dyn SignatureRepo;
    fn signature_rules(&self) -> &dyn SignatureRulesRepo;
    fn labels(&self) -> &dyn LabelRepo;
    fn users(&self) -> &dyn UserRepo;
    fn sessions(&self) -> &dyn SessionRepo;
    fn clients(&self) -> &dyn ClientRepo;
    fn symbols(&self) -> &dyn SymbolRepo;
    fn throttle_rules(&self) -> &dyn ThrottleRuleRepo;
    fn missing_modules(&self) -> &dyn MissingModuleRepo;
    fn statistics(&self) -> &dyn StatisticsRepo;
}

/// A database.
///
/// A method of its repositories that changes something has made it durable when it
/// returns `Ok`. When the caller gives up waiting (drops the future), the change may
/// still happen.
#[async_trait]
pub trait Store: Repos {
    /// Begins a change of several steps, which waits for other writers to end.
    async fn begin(&self) -> Result<Box<dyn Tx>>;

    /// Copies what write-ahead logs hold into the database and closes it.
    async fn close(&self);
}

/// A change of several steps; dropped without [`Tx::commit`] it changes nothing.
///
/// A changing step that fails, or that the caller does not wait for, ends it: further
/// steps and the commit are errors.
#[async_trait]
pub trait Tx: Repos {
    /// Makes all steps durable at once.
    async fn commit(self: Box<Self>) -> Result<()>;
}
