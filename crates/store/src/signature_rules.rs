//! The patterns of staff, and grouping anew what was grouped by others.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::{DumpId, SignatureId, SignaturePatterns};

use crate::{By, Resolution, Result};

/// Which rules have made a signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RulesVersion {
    /// Of the lists that come with the program.
    pub built_in: u32,
    /// Of the patterns of staff.
    pub staff: u64,
}

/// The patterns of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptPatterns {
    /// From 1; 0 is before the first.
    pub version: u64,
    pub patterns: SignaturePatterns,
    /// `None` before the first.
    pub changed: Option<By>,
}

/// A crash with all that its signature is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupedCrash {
    pub dump: DumpId,
    pub signature_id: SignatureId,
    pub signature: String,
    /// JSON.
    pub proto_signature: String,
    pub rules: RulesVersion,
    /// When its report was made: another report is another crash.
    pub reported_at: Option<DateTime<Utc>>,
}

/// A crash with its new signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegroupedCrash {
    pub before: GroupedCrash,
    pub signature: String,
    /// As in [`crate::NewReport`].
    pub disproves: Option<Resolution>,
}

#[async_trait]
pub trait SignatureRulesRepo: Send + Sync + Debug {
    /// The patterns of a version, `None` for the newest; there are none of an unknown version.
    async fn get(&self, version: Option<u64>) -> Result<KeptPatterns>;

    /// Keeps patterns as the newest version.
    async fn insert(&self, patterns: SignaturePatterns, by: By) -> Result<KeptPatterns>;

    /// The rules by which crashes are grouped that come now.
    async fn in_force(&self) -> Result<RulesVersion>;

    async fn put_in_force(&self, rules: RulesVersion) -> Result<()>;

    /// Crashes that were grouped by other rules.
    async fn count_outdated(&self, rules: RulesVersion) -> Result<u64>;

    /// Up to `limit` crashes that were grouped by other rules, those by newer ones first, and of
    /// these the newest.
    async fn list_outdated(&self, rules: RulesVersion, limit: u32) -> Result<Vec<GroupedCrash>>;

    /// Up to `limit` crashes of dumps behind `after`, in their order.
    async fn list_crashes(&self, after: DumpId, limit: u32) -> Result<Vec<GroupedCrash>>;

    /// The texts of groups without crashes: they stay because something is said of them.
    async fn list_empty_groups(&self) -> Result<Vec<String>>;

    /// Gives signatures other texts, with all that is said of them; not where another one has
    /// that text already. Returns how many have it now.
    async fn rename(&self, texts: Vec<(SignatureId, String)>) -> Result<u64>;

    /// Puts crashes into the groups of their new signatures; not those that have changed since
    /// they were looked at.
    async fn regroup(
        &self,
        crashes: Vec<RegroupedCrash>,
        rules: RulesVersion,
        at: DateTime<Utc>,
    ) -> Result<()>;
}
