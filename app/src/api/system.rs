//! The state of the server, for administrators.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "server functions are asynchronous")
)]

use leptos::prelude::*;
use model::{ConfigKey, Database, Storage};
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::json::Answer;
use crate::question::Question;

/// What there is, and what goes on beside requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    pub version: String,
    /// In seconds since 1970, as the other moments.
    pub started: i64,
    pub storage: Storage,
    pub database: Database,
    /// Dumps that are being copied between the tiers.
    pub moves: usize,
    /// Dumps that wait for processing, and that are processed.
    pub processing: (u64, u64),
    /// When expired sessions were last forgotten, and how many.
    pub cleanup: Option<(i64, u64)>,
    pub running_check: Option<RunningCheck>,
    pub last_check: Option<PastCheck>,
    pub config: Vec<ConfigKey>,
}

/// A check of the stored dumps that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningCheck {
    pub cause: CheckCause,
    /// Dumps looked at so far.
    pub checked: u64,
}

/// A check that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastCheck {
    pub cause: CheckCause,
    pub milliseconds: i64,
    pub outcome: CheckOutcome,
    /// The first of them, in words.
    pub findings: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckOutcome {
    /// How many things were found, in how many dumps and symbol files.
    Done {
        dumps: u64,
        symbols: u64,
        findings: u64,
    },
    /// It could not be carried out.
    Failed(String),
}

/// Why and how a check was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckCause {
    /// Whoever asked for it; `None` for the start of the server.
    pub by: Option<String>,
    pub began: i64,
    /// Every byte was read.
    pub verify: bool,
}

#[cfg(feature = "ssr")]
impl From<service::Cause> for CheckCause {
    fn from(cause: service::Cause) -> Self {
        Self {
            by: cause.by,
            began: cause.began_at.timestamp(),
            verify: cause.options.verify,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<service::RunningCheck> for RunningCheck {
    fn from(check: service::RunningCheck) -> Self {
        Self {
            cause: check.cause.into(),
            checked: check.checked,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<service::PastCheck> for PastCheck {
    fn from(check: service::PastCheck) -> Self {
        Self {
            cause: check.cause.into(),
            milliseconds: check.took.num_milliseconds(),
            outcome: match check.outcome {
                Ok(report) => CheckOutcome::Done {
                    dumps: report.dumps,
                    symbols: report.symbols,
                    findings: report.findings(),
                },
                Err(reason) => CheckOutcome::Failed(reason),
            },
            findings: check.findings.iter().map(ToString::to_string).collect(),
        }
    }
}

#[server(prefix = "/ui/api", endpoint = "get_system", output = Answer)]
pub async fn get_system() -> Result<System, AppError> {
    use crate::context::AppContext;
    use crate::json;

    let context = AppContext::current();
    let (service, staff) = (&context.service, context.staff()?);
    let state = service.system.get(&staff).await?;
    Ok(System {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started: state.started_at.timestamp(),
        storage: Storage {
            free_bytes: json::readable(state.storage.free_bytes),
            archive_free_bytes: state.storage.archive_free_bytes.map(json::readable),
            ..state.storage
        },
        database: state.database,
        moves: state.moves,
        processing: (state.processing.queued, state.processing.running),
        cleanup: state
            .cleanup
            .map(|cleanup| (cleanup.at.timestamp(), cleanup.sessions)),
        running_check: service.checks.running(&staff).map(RunningCheck::from),
        last_check: service.checks.last(&staff).map(PastCheck::from),
        config: context.config.to_vec(),
    })
}

impl Question for GetSystem {
    fn parameters(&self) -> String {
        String::new()
    }
}

/// A box that is not ticked is not in a form at all.
#[server(prefix = "/ui/api", endpoint = "start_check", output = Answer)]
pub async fn start_check(#[server(default)] verify: Option<String>) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let checks = &context.service.checks;
    checks.start(&context.staff()?, verify.is_some())?;
    redirect_plain_form("/system");
    Ok(())
}
