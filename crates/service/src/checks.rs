//! Checks of the stored bytes while the server runs: the one under way, and the last.
//!
//! They are kept in memory: the check of the next start takes their place. They look and
//! change nothing; repairing needs the data directory for itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use store::Store;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::fsck::{Course, follow};
use crate::{Clock, DataDir, Error, Finding, FsckOptions, Report, Result, Staff};

/// Findings that are kept of a check; the report counts them all.
pub const MAX_FINDINGS: usize = 100;

const UNDER_WAY: &str = "A check is under way already. Wait for its result.";

/// Starting checks, and looking at them.
#[derive(Clone, Debug)]
pub struct Checks {
    store: Arc<dyn Store>,
    data_dir: Arc<DataDir>,
    clock: Clock,
    tasks: TaskTracker,
    stop: CancellationToken,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    running: Option<(Cause, Course)>,
    last: Option<PastCheck>,
}

/// Why and how a check was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The address of whoever asked for it; `None` for the start of the server.
    pub by: Option<String>,
    pub began_at: DateTime<Utc>,
    pub options: FsckOptions,
}

/// A check that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningCheck {
    pub cause: Cause,
    /// Dumps looked at so far.
    pub checked: u64,
}

/// A check that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCheck {
    pub cause: Cause,
    pub took: TimeDelta,
    /// What was found, or why it could not be carried out.
    pub outcome: Result<Report, String>,
    /// The first [`MAX_FINDINGS`] of them.
    pub findings: Vec<Finding>,
}

impl Checks {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        data_dir: &DataDir,
        clock: Clock,
        tasks: TaskTracker,
    ) -> Self {
        Self {
            store,
            data_dir: Arc::new(data_dir.without_lock()),
            clock,
            tasks,
            stop: CancellationToken::new(),
            state: Arc::default(),
        }
    }

    /// The check under way.
    pub fn running(&self, _: &Staff) -> Option<RunningCheck> {
        let state = self.state();
        let (cause, course) = state.running.as_ref()?;
        Some(RunningCheck {
            cause: cause.clone(),
            checked: course.checked(),
        })
    }

    /// The last check that is over.
    pub fn last(&self, _: &Staff) -> Option<PastCheck> {
        self.state().last.clone()
    }

    /// Begins a check of every dump; with `verify`, of every byte. It goes on beside
    /// everything else, and changes nothing.
    ///
    /// # Errors
    /// [`Error::Conflict`] while another one is under way.
    pub fn start(&self, staff: &Staff, verify: bool) -> Result<()> {
        let cause = Cause {
            by: Some(staff.member().user().email.clone()),
            began_at: self.clock.now(),
            options: FsckOptions {
                verify,
                repair: false,
            },
        };
        let course = Course::until(self.stop.clone());
        let mut state = self.state();
        if state.running.is_some() {
            return Err(Error::Conflict(UNDER_WAY));
        }
        state.running = Some((cause.clone(), course.clone()));
        drop(state);
        self.tasks.spawn(self.clone().carry_out(cause, course));
        Ok(())
    }

    /// Takes a check that the start of the server has made for the last one.
    pub fn remember(&self, check: PastCheck) {
        self.state().last = Some(check);
    }

    /// Gives up the check under way: the server stops.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    async fn carry_out(self, cause: Cause, course: Course) {
        let (store, data_dir) = (self.store.clone(), self.data_dir.clone());
        let options = cause.options;
        let watched = course.clone();
        // A task of its own: were it to panic, the next check could still begin.
        let check = tokio::spawn(async move {
            let mut findings = Vec::new();
            let tell = |finding: &Finding| keep(&mut findings, finding);
            let outcome = follow(store.as_ref(), &data_dir, options, &watched, tell).await;
            (outcome, findings)
        });
        let (outcome, findings) = check
            .await
            .unwrap_or_else(|error| (Err(error.into()), Vec::new()));
        match &outcome {
            Ok(report) => tracing::info!(?report, "checked the stored dumps"),
            Err(_) if course.is_stopped() => tracing::info!("gave up a check: the server stops"),
            Err(error) => tracing::error!(
                error = error as &dyn std::error::Error,
                "a check of the stored dumps failed"
            ),
        }
        let took = self.clock.now() - cause.began_at;
        let mut state = self.state();
        state.running = None;
        state.last = Some(PastCheck {
            cause,
            took,
            outcome: outcome.map_err(|error| error.to_string()),
            findings,
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds a finding, unless there are [`MAX_FINDINGS`].
pub fn keep(findings: &mut Vec<Finding>, finding: &Finding) {
    if findings.len() < MAX_FINDINGS {
        findings.push(finding.clone());
    }
}
