//! Throttle rules: which reports of crash clients are kept, and how many were not.
//!
//! ```text
//! a report, all of it ─ verdict.rs: the first rule that holds ─┬─ kept
//!                                                              └─ discarded ─ discards.rs: counts
//! ```
//!
//! The rules lie in the database, and in memory beside it: no report waits for a look at them.
//! Clients are not told: they take a discarded report for one that was kept.

mod discards;
mod draft;
mod verdict;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{FieldErrors, Origin, ThrottleRule, ThrottleRuleSettings};
use store::Store;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use draft::ThrottleRuleDraft;
pub(crate) use verdict::{Sender, Verdict};

use crate::{Clock, Error, Result, Staff};
use discards::Discarded;
use verdict::Rules;

/// More are hard to overlook.
pub const MAX_THROTTLE_RULES: usize = 100;

const TOO_MANY: &str = "There may be 100 rules at most. Delete one first.";
const NAME_TAKEN: &str = "Another rule has this name.";

/// The rules, and the rules about them.
#[derive(Clone, Debug)]
pub struct ThrottleRules {
    store: Arc<dyn Store>,
    clock: Clock,
    rules: Arc<Mutex<Rules>>,
    discarded: Discarded,
    /// Held by whoever changes the rules: memory and database then say the same.
    changes: Arc<tokio::sync::Mutex<()>>,
    tasks: TaskTracker,
}

/// Where a rule goes in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

impl ThrottleRules {
    pub(crate) async fn open(
        store: Arc<dyn Store>,
        clock: Clock,
        tasks: TaskTracker,
    ) -> Result<Self> {
        let mut rules = Rules::default();
        rules.replace(&store.throttle_rules().list().await?);
        Ok(Self {
            discarded: Discarded::new(store.clone(), tasks.clone()),
            tasks,
            store,
            clock,
            rules: Arc::new(Mutex::new(rules)),
            changes: Arc::default(),
        })
    }

    /// Every rule, in the order in which they are tried.
    pub async fn list(&self, _: &Staff) -> Result<Vec<ThrottleRule>> {
        self.discarded.write().await?;
        Ok(self.store.throttle_rules().list().await?)
    }

    /// Makes these the rules, in this order. One that keeps its name keeps its count.
    ///
    /// # Errors
    /// [`Error::Invalid`]: fields of the second rule are called `[1].name` and so on.
    pub async fn replace(
        &self,
        _: &Staff,
        drafts: Vec<ThrottleRuleDraft>,
    ) -> Result<Vec<ThrottleRule>> {
        let rules = draft::into_rules(drafts)?;
        self.change(move |old| {
            *old = rules;
            Ok(())
        })
        .await
    }

    /// Adds a rule behind all others.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Conflict`] when there are [`MAX_THROTTLE_RULES`].
    pub async fn add(&self, _: &Staff, draft: ThrottleRuleDraft) -> Result<Vec<ThrottleRule>> {
        let new = draft.into_settings()?;
        self.change(move |rules| {
            if rules.len() >= MAX_THROTTLE_RULES {
                return Err(Error::Conflict(TOO_MANY));
            }
            require_free(rules.iter(), &new.name)?;
            rules.push(new);
            Ok(())
        })
        .await
    }

    /// Changes a rule; with another name its count begins anew.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`].
    pub async fn update(
        &self,
        _: &Staff,
        name: &str,
        draft: ThrottleRuleDraft,
    ) -> Result<Vec<ThrottleRule>> {
        let (new, name) = (draft.into_settings()?, name.to_owned());
        self.change(move |rules| {
            let place = place(rules, &name)?;
            let others = rules.iter().filter(|rule| rule.name != name);
            require_free(others, &new.name)?;
            rules[place] = new;
            Ok(())
        })
        .await
    }

    /// Exchanges a rule with its neighbour; at the end of the list nothing happens.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn shift(
        &self,
        _: &Staff,
        name: &str,
        direction: Direction,
    ) -> Result<Vec<ThrottleRule>> {
        let name = name.to_owned();
        self.change(move |rules| {
            let place = place(rules, &name)?;
            let other = match direction {
                Direction::Up => place.saturating_sub(1),
                Direction::Down => (place + 1).min(rules.len() - 1),
            };
            rules.swap(place, other);
            Ok(())
        })
        .await
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, _: &Staff, name: &str) -> Result<Vec<ThrottleRule>> {
        let name = name.to_owned();
        self.change(move |rules| {
            let place = place(rules, &name)?;
            rules.remove(place);
            Ok(())
        })
        .await
    }

    /// What is to become of a report, all of which has come.
    pub(crate) fn judge(&self, origin: &Origin, sender: &Sender, report_id: Uuid) -> Verdict {
        let now = self.clock.now();
        self.rules().judge(origin, sender, report_id, now)
    }

    /// Takes back that a report was kept: it was there before.
    pub(crate) fn take_back(&self, verdict: &Verdict) {
        self.rules().take_back(verdict);
    }

    /// Counts a report that was not kept.
    pub(crate) fn count(&self, rule: &str) {
        self.discarded.add(rule, self.clock.now());
    }

    /// Has the counts written that wait for it: the server stops.
    pub(crate) fn stop(&self) {
        self.discarded.stop();
    }

    /// Writes what could not be written before.
    pub(crate) async fn close(&self) {
        self.discarded.write_or_log().await;
    }

    /// In a task of its own: what the database has got is in force, also when nobody waits for it.
    async fn change(
        &self,
        change: impl FnOnce(&mut Vec<ThrottleRuleSettings>) -> Result<()> + Send + 'static,
    ) -> Result<Vec<ThrottleRule>> {
        let rules = self.clone();
        let change = async move { rules.change_now(change).await };
        self.tasks.spawn(change).await?
    }

    async fn change_now(
        &self,
        change: impl FnOnce(&mut Vec<ThrottleRuleSettings>) -> Result<()>,
    ) -> Result<Vec<ThrottleRule>> {
        let _alone = self.changes.lock().await;
        self.discarded.write().await?;
        let rows = self.store.throttle_rules();
        let mut rules: Vec<_> = rows.list().await?;
        let mut settings = rules.drain(..).map(|rule| rule.settings).collect();
        change(&mut settings)?;
        let rules = rows.replace(settings).await?;
        self.rules().replace(&rules);
        tracing::info!(rules = rules.len(), "throttle rules changed");
        Ok(rules)
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(rules: &[ThrottleRuleSettings], name: &str) -> Result<usize> {
    let place = rules.iter().position(|rule| rule.name == name);
    place.ok_or_else(not_found)
}

fn require_free<'a>(
    mut rules: impl Iterator<Item = &'a ThrottleRuleSettings>,
    name: &str,
) -> Result<()> {
    if rules.any(|rule| rule.name == name) {
        return Err(FieldErrors::of("name", NAME_TAKEN).into());
    }
    Ok(())
}

fn not_found() -> Error {
    Error::NotFound("ThrottleRule")
}
