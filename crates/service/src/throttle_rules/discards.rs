//! How many reports each rule has discarded.
//!
//! A flood of them must not become a flood of commits: counts wait in memory for some seconds
//! and are then written together, at the latest when the server stops. A crash loses those of
//! the last seconds; nothing else depends on them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use store::{Discards, Store};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::Result;

/// How long counts wait.
const WAIT: Duration = Duration::from_secs(5);

#[derive(Clone, Debug)]
pub(super) struct Discarded {
    store: Arc<dyn Store>,
    tasks: TaskTracker,
    stop: CancellationToken,
    waiting: Arc<Mutex<Waiting>>,
    /// Held while counts are on their way to the database.
    writing: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct Waiting {
    by_rule: HashMap<String, (u64, DateTime<Utc>)>,
    /// Whether a task is going to write them.
    is_due: bool,
}

impl Waiting {
    fn add(&mut self, rule: String, count: u64, at: DateTime<Utc>) {
        let (total, last_at) = self.by_rule.entry(rule).or_insert((0, at));
        *total += count;
        *last_at = at.max(*last_at);
    }
}

impl Discarded {
    pub(super) fn new(store: Arc<dyn Store>, tasks: TaskTracker) -> Self {
        Self {
            store,
            tasks,
            stop: CancellationToken::new(),
            waiting: Arc::default(),
            writing: Arc::default(),
        }
    }

    /// Counts a report.
    pub(super) fn add(&self, rule: &str, at: DateTime<Utc>) {
        let mut waiting = self.waiting();
        waiting.add(rule.to_owned(), 1, at);
        if !waiting.is_due {
            waiting.is_due = true;
            self.tasks.spawn(self.clone().write_later());
        }
    }

    /// Writes all that waits.
    pub(super) async fn write(&self) -> Result<()> {
        let _alone = self.writing.lock().await;
        let counts = std::mem::take(&mut self.waiting().by_rule);
        if counts.is_empty() {
            return Ok(());
        }
        let discards: Vec<_> = counts
            .into_iter()
            .map(|(rule, (count, last_at))| Discards {
                rule,
                count,
                last_at,
            })
            .collect();
        let written = self.store.throttle_rules();
        let written = written.add_discards(discards.clone()).await;
        if written.is_err() {
            let mut waiting = self.waiting();
            for Discards {
                rule,
                count,
                last_at,
            } in discards
            {
                waiting.add(rule, count, last_at);
            }
        }
        Ok(written?)
    }

    pub(super) async fn write_or_log(&self) {
        if let Err(error) = self.write().await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot write how many reports were discarded"
            );
        }
    }

    /// What waits is written now, and what comes, at once.
    pub(super) fn stop(&self) {
        self.stop.cancel();
    }

    async fn write_later(self) {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(WAIT) => {}
            }
            // Before the look at them: who comes later needs another task.
            self.waiting().is_due = false;
            self.write_or_log().await;
            let mut waiting = self.waiting();
            let is_another_due = std::mem::replace(&mut waiting.is_due, true);
            if is_another_due {
                return;
            }
            if waiting.by_rule.is_empty() || self.stop.is_cancelled() {
                waiting.is_due = false;
                return;
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
