//! Which rules make signatures: those that come with the program, and staff's patterns.

use std::io;
use std::sync::Arc;

use model::{FieldErrors, SignaturePatterns, SignatureRules};
use processing::signature::{Rules, VERSION, check_patterns};
use store::{By, KeptPatterns, RulesVersion};

use super::Signatures;
use crate::text::without_padding;
use crate::{Error, Reader, Result, Staff};

/// Rules, and which they are.
#[derive(Clone, Debug)]
pub(crate) struct RulesInForce {
    pub(crate) version: RulesVersion,
    pub(crate) rules: Arc<Rules>,
}

impl Signatures {
    /// The patterns that staff have added, and how many crashes are yet to be grouped by them.
    pub async fn rules(&self, _: &Reader) -> Result<SignatureRules> {
        let patterns = self.store.signature_rules().get(None).await?;
        self.tell(patterns).await
    }

    /// Puts other patterns beside the built-in ones. Crashes are grouped anew in the background,
    /// the newest first. Patterns that are there already make no new version.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `ignore`, `prefix` and `sentinel`.
    pub async fn save_rules(
        &self,
        staff: &Staff,
        patterns: SignaturePatterns,
    ) -> Result<SignatureRules> {
        let patterns = checked(patterns)?;
        let rows = self.store.signature_rules();
        let newest = rows.get(None).await?;
        if newest.patterns == patterns {
            self.outdated.notify_one();
            return self.tell(newest).await;
        }
        let by = By {
            actor: staff.member().actor().clone(),
            at: self.clock.now(),
        };
        let (store, outdated) = (self.store.clone(), self.outdated.clone());
        // The rules may be kept although nobody waits for it any more; then they are to be in force.
        let kept = self.tasks.spawn(async move {
            let kept = store.signature_rules().insert(patterns, by).await?;
            tracing::info!(version = kept.version, "the rules of signatures changed");
            outdated.notify_one();
            Ok::<_, Error>(kept)
        });
        self.tell(kept.await??).await
    }

    /// As [`Signatures::save_rules`], for somebody who has changed the patterns of `version`.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there are others by now.
    pub async fn save_rules_over(
        &self,
        staff: &Staff,
        version: u64,
        patterns: SignaturePatterns,
    ) -> Result<SignatureRules> {
        if self.store.signature_rules().get(None).await?.version != version {
            return Err(Error::Conflict(CHANGED_MEANWHILE));
        }
        self.save_rules(staff, patterns).await
    }

    /// The rules by which a crash is to be grouped now; waits until that is known.
    pub(crate) async fn rules_in_force(&self) -> Result<RulesInForce> {
        let mut in_force = self.in_force.subscribe();
        let rules = in_force.wait_for(Option::is_some).await;
        // The sender lives as long as this.
        let rules = rules.ok().and_then(|rules| rules.clone());
        rules.ok_or(Error::Conflict(STOPPING))
    }

    async fn tell(&self, kept: KeptPatterns) -> Result<SignatureRules> {
        let version = newest(&kept);
        let outdated = self.store.signature_rules().count_outdated(version).await?;
        let (changed_at, changed_by) = kept.changed.map(|by| (by.at, by.actor)).unzip();
        Ok(SignatureRules {
            version: kept.version,
            patterns: kept.patterns,
            changed_at,
            changed_by,
            outdated,
        })
    }
}

const CHANGED_MEANWHILE: &str = "Somebody has changed the rules since this page was loaded. Load \
    it in another window, and add to theirs what you have changed.";

pub(super) const STOPPING: &str = "The server is stopping. Try again later.";

/// These patterns beside the lists of this program.
pub(super) fn newest(kept: &KeptPatterns) -> RulesVersion {
    RulesVersion {
        built_in: VERSION,
        staff: kept.version,
    }
}

/// The patterns as they are kept: without padding. Empty lines and comments stay, so that a line
/// is known by its number.
pub(super) fn checked(patterns: SignaturePatterns) -> Result<SignaturePatterns> {
    let mut errors = FieldErrors::default();
    let mut check = |field, list: Vec<String>| {
        let trimmed = |line: String| without_padding(&line).to_owned();
        let list: Vec<String> = list.into_iter().map(trimmed).collect();
        if let Err(error) = check_patterns(&list) {
            errors.push(field, sentence(&error.to_string()));
        }
        list
    };
    let patterns = SignaturePatterns {
        ignore: check("ignore", patterns.ignore),
        prefix: check("prefix", patterns.prefix),
        sentinel: check("sentinel", patterns.sentinel),
    };
    Ok(errors.into_result(patterns)?)
}

/// The rules that good patterns make beside the built-in ones.
pub(super) fn made_of(patterns: &SignaturePatterns) -> Result<Rules> {
    Ok(Rules::with(patterns).map_err(io::Error::other)?)
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}
