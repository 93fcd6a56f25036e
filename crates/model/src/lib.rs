//! Domain and wire types that the server and the browser share.
//!
//! Owns what a dump, a user, a client and a list query *are*, and how they look in JSON.
//! No I/O, no features, no `cfg`: everything here compiles to WASM and to
//! native code alike. Rules (who may do what, what is a good password) live in
//! `service`.
//!
//! To add an aggregate: a file of its singular name here, then the file of the
//! same name in `store`, in each backend and in `service`.

mod client;
mod config_key;
mod cursor;
mod dump;
mod dump_event;
mod field_errors;
mod label;
mod missing_module;
mod page;
mod processing;
pub mod report;
mod signature;
mod statistics;
mod submission;
mod symbol;
mod throttle_rule;
mod time;
mod user;

pub use client::{Client, ClientId, ClientState, Scope, Scopes, UnknownScope};
pub use config_key::{ConfigKey, ConfigOrigin};
pub use cursor::{CursorError, DumpCursor, SignatureCursor, SortKey};
pub use dump::{
    Damage, Dump, DumpFilter, DumpId, DumpOrdering, DumpQuery, Neighbours, Sha256, StoredName,
    UnknownOrdering,
};
pub use dump_event::{Actor, DumpChange, DumpEvent, DumpFile};
pub use field_errors::FieldErrors;
pub use label::LabelSummary;
pub use missing_module::{
    MissingModule, MissingModuleCursor, MissingModuleCursorError, MissingModuleQuery,
    is_system_library,
};
pub use page::Page;
pub use processing::{Crash, Processing, ProcessingState};
pub use signature::{
    DayOfCrashes, DryRun, EmptySignatureKey, NewSignatures, NewState, ProductVersion, Regrouping,
    Share, SignatureChange, SignatureCount, SignatureDetails, SignatureFilter, SignatureId,
    SignatureKey, SignatureOrdering, SignaturePatterns, SignatureQuery, SignatureRules,
    SignatureState, SignatureSummary, UnknownState,
};
pub use statistics::{Amount, Database, DayOfUploads, Overview, Storage, StorageUse, TierUse};
pub use submission::{Attachment, AttachmentId, Origin, Origins, Submission};
pub use symbol::{
    DebugFile, DebugId, Symbol, SymbolId, SymbolKey, SymbolKeyError, SymbolModule, SymbolQuery,
};
pub use throttle_rule::{ThrottleRule, ThrottleRuleSettings};
pub use time::format_timestamp;
pub use user::{User, UserId};
