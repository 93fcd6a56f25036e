//! Grouping crashes anew when the rules have changed.
//!
//! ```text
//! other rules ─ look through all crashes ─ rename groups that merely get another name
//!             ─ in force: what comes now is grouped by them
//!             ─ crash after crash, the newest first, in small steps
//! ```
//!
//! The names come first, so that what is said of a group goes along with its crashes, and so
//! that nothing new is under the new name before. Every step is durable and the next one is
//! found in the database: a stop or a crash in between costs nothing.

use std::sync::Arc;
use std::time::Duration;

use model::SignatureId;
use processing::signature::VERSION;
use store::{KeptPatterns, RegroupedCrash, RulesVersion};

use super::Signatures;
use super::dry_run::signature;
use super::rules::{RulesInForce, made_of, newest};
use crate::Result;
use crate::blobs::blocking;

/// Crashes, or names, that are changed in one step. Uploads go on between the steps.
const STEP: u32 = 100;
/// Between two tries of what a database refuses.
const PAUSE: Duration = Duration::from_secs(5);

impl Signatures {
    /// Says which rules are in force, and begins to follow what becomes of them.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub(crate) async fn start(&self) -> Result<()> {
        let rows = self.store.signature_rules();
        let version = rows.in_force().await?;
        // The lists of another program are not at hand: names come first then.
        if version.built_in == VERSION {
            let kept = rows.get(Some(version.staff)).await?;
            self.announce(version, &kept)?;
        }
        self.tasks.spawn(self.clone().keep_grouped());
        Ok(())
    }

    /// A crash was grouped by these rules: if others are in force by now, it is grouped anew.
    pub(crate) fn note_grouped(&self, version: RulesVersion) {
        if self.version_in_force() != Some(version) {
            self.outdated.notify_one();
        }
    }

    async fn keep_grouped(self) {
        loop {
            let step = tokio::select! {
                biased;
                () = self.stop.cancelled() => return,
                step = self.regroup_some() => step,
            };
            let pause = match step {
                Ok(true) => continue,
                Ok(false) => None,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "cannot group crashes anew"
                    );
                    Some(PAUSE)
                }
            };
            let wait = async {
                match pause {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => self.outdated.notified().await,
                }
            };
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = wait => {}
            }
        }
    }

    /// Does one step; `false` when there is nothing to do.
    async fn regroup_some(&self) -> Result<bool> {
        let rows = self.store.signature_rules();
        let kept = rows.get(None).await?;
        let version = newest(&kept);
        if self.version_in_force() != Some(version) {
            self.put_in_force(version, &kept).await?;
            return Ok(true);
        }
        let crashes = rows.list_outdated(version, STEP).await?;
        if crashes.is_empty() {
            return Ok(false);
        }
        let rules = made_of(&kept.patterns)?;
        let mut regrouped = blocking(move || {
            let regrouped = |before| RegroupedCrash {
                signature: signature(&rules, &before),
                before,
                disproves: None,
            };
            Ok(crashes.into_iter().map(regrouped).collect::<Vec<_>>())
        })
        .await?;
        for crash in &mut regrouped {
            if crash.signature != crash.before.signature {
                let dump = crash.before.dump;
                crash.disproves = self.disproved_by(&crash.signature, dump).await?;
            }
        }
        rows.regroup(regrouped, version, self.clock.now()).await?;
        Ok(true)
    }

    async fn put_in_force(&self, version: RulesVersion, kept: &KeptPatterns) -> Result<()> {
        let rows = self.store.signature_rules();
        let outdated = rows.count_outdated(version).await?;
        if rows.in_force().await? != version {
            if outdated > 0 {
                self.rename(kept).await?;
            }
            rows.put_in_force(version).await?;
        }
        self.announce(version, kept)?;
        tracing::info!(
            outdated,
            built_in = version.built_in,
            staff = version.staff,
            "the rules of signatures are in force"
        );
        Ok(())
    }

    async fn rename(&self, kept: &KeptPatterns) -> Result<()> {
        let rules = Arc::new(made_of(&kept.patterns)?);
        let outcome = self.look_through(rules).await?;
        let moves = blocking(move || Ok(outcome.moves())).await?;
        for step in moves.chunks(STEP as usize) {
            let texts: Vec<(SignatureId, String)> = step.to_vec();
            self.store.signature_rules().rename(texts).await?;
        }
        Ok(())
    }

    fn announce(&self, version: RulesVersion, kept: &KeptPatterns) -> Result<()> {
        let rules = Arc::new(made_of(&kept.patterns)?);
        self.in_force
            .send_replace(Some(RulesInForce { version, rules }));
        Ok(())
    }

    fn version_in_force(&self) -> Option<RulesVersion> {
        self.in_force.borrow().as_ref().map(|rules| rules.version)
    }
}
