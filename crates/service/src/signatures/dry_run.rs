//! What patterns would do, before they do it.

use std::sync::Arc;

use model::{DryRun, DumpId, SignaturePatterns};
use processing::signature::{ProtoSignature, Rules};
use store::GroupedCrash;

use super::Signatures;
use super::outcome::Outcome;
use super::rules::{STOPPING, checked, made_of};
use crate::blobs::blocking;
use crate::{Error, Result, Staff};

/// Crashes that are looked at in one go.
const PAGE: u32 = 200;

const UNDER_WAY: &str = "Another dry run is under way. Try again when it is over.";

impl Signatures {
    /// Groups all crashes by patterns beside the built-in ones, and tells what that changes.
    /// Changes nothing itself.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `ignore`, `prefix` and `sentinel`; [`Error::Conflict`] while another
    /// one is under way.
    pub async fn dry_run(&self, _: &Staff, patterns: SignaturePatterns) -> Result<DryRun> {
        let rules = Arc::new(made_of(&checked(patterns)?)?);
        let _one_at_a_time = self
            .dry_run
            .try_lock()
            .map_err(|_| Error::Conflict(UNDER_WAY))?;
        let outcome = self.look_through(rules).await?;
        Ok(blocking(move || Ok(outcome.dry_run())).await?)
    }

    /// What all crashes that are there would be by these rules.
    pub(super) async fn look_through(&self, rules: Arc<Rules>) -> Result<Outcome> {
        let empty = self.store.signature_rules().list_empty_groups().await?;
        let mut outcome = Outcome::beside(empty);
        let mut last = DumpId(0);
        loop {
            if self.stop.is_cancelled() {
                return Err(Error::Conflict(STOPPING));
            }
            let rows = self.store.signature_rules();
            let crashes = rows.list_crashes(last, PAGE).await?;
            let Some(newest) = crashes.last() else {
                return Ok(outcome);
            };
            last = newest.dump;
            let rules = rules.clone();
            outcome = blocking(move || {
                for crash in &crashes {
                    outcome.add(crash, &signature(&rules, crash));
                }
                Ok(outcome)
            })
            .await?;
        }
    }
}

/// The signature of a crash by these rules. One whose frames cannot be read any more stays
/// where it is.
pub(super) fn signature(rules: &Rules, crash: &GroupedCrash) -> String {
    match serde_json::from_str::<ProtoSignature>(&crash.proto_signature) {
        Ok(proto) => rules.signature(&proto).as_str().to_owned(),
        Err(error) => {
            tracing::warn!(%error, dump.id = crash.dump.0, "the frames of a crash cannot be read");
            crash.signature.clone()
        }
    }
}
