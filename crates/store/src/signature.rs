//! Groups of crashes. Their rows come with the first crash of a signature, and their counts are
//! kept by whatever changes a crash.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use model::{
    DumpId, Origins, Page, SignatureChange, SignatureCursor, SignatureDetails, SignatureFilter,
    SignatureId, SignatureOrdering, SignatureSummary,
};

use crate::{By, Result};

/// How much is told of each signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureExtent {
    /// Trends end here.
    pub today: NaiveDate,
    pub trend_days: u32,
    /// Values of a kind, the most frequent ones.
    pub shares: u32,
}

/// That the cause of a group was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    pub id: SignatureId,
    pub resolved_in: Option<String>,
    pub at: DateTime<Utc>,
}

/// A crash beside the resolution of a group that it comes into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestedResolution {
    pub resolution: Resolution,
    /// Of the crash's dump.
    pub uploaded_at: DateTime<Utc>,
    pub version: Option<String>,
}

#[async_trait]
pub trait SignatureRepo: Send + Sync + Debug {
    /// One page of those that have crashes, found by its cursor: as fast at any depth.
    async fn list(
        &self,
        filter: &SignatureFilter,
        ordering: SignatureOrdering,
        limit: u32,
        after: Option<&SignatureCursor>,
        extent: SignatureExtent,
    ) -> Result<Page<SignatureSummary>>;

    /// A signature, also one without crashes, with its days from `first` on. One that is gone is
    /// the one that its crashes have now.
    async fn get(
        &self,
        id: SignatureId,
        extent: SignatureExtent,
        first: NaiveDate,
    ) -> Result<Option<SignatureDetails>>;

    async fn find(&self, signature: &str) -> Result<Option<SignatureId>>;

    /// The resolution of a signature beside a dump that has it; `None` when it is not resolved,
    /// or one of the two is not there.
    async fn find_resolution(
        &self,
        signature: &str,
        dump: DumpId,
    ) -> Result<Option<ContestedResolution>>;

    /// Notes what somebody says; the state that it has already is no change. `false` when there
    /// is no such signature, or its note is neither `note_before` nor the new one. One without
    /// crashes of which nothing is said any more goes.
    async fn update(&self, id: SignatureId, change: SignatureChange, by: By) -> Result<bool>;

    /// Up to `limit` values of each kind.
    async fn origins(&self, limit: u32) -> Result<Origins>;

    /// Up to `limit` versions of a product that have crashes, the last one that was seen for the
    /// first time first.
    async fn recent_versions(&self, product: &str, limit: u32) -> Result<Vec<String>>;
}
