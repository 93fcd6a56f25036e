//! Server functions, a file per resource.
//!
//! Each takes the request's context and calls the service once; `?` maps its error. They
//! are mounted below `/ui/api` and answer to POST alone, so that nothing changes by
//! following a link.

mod accounts;
mod bulk;
mod clients;
mod connections;
mod drawing;
#[cfg(feature = "ssr")]
mod dump_list_request;
mod dumps;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod history_words;
mod labels;
mod list_query;
mod own_sessions;
#[cfg(feature = "ssr")]
mod refusal;
mod reports;
mod sessions;
mod setup;
#[cfg(feature = "ssr")]
mod signature_list_request;
mod signatures;
mod statistics;
#[cfg(feature = "ssr")]
mod submission;
#[cfg(feature = "ssr")]
mod submission_words;
#[cfg(feature = "ssr")]
mod symbol_commands;
mod symbols;
mod system;
mod themes;
mod throttle_rules;
mod users;

pub(crate) use accounts::*;
pub(crate) use bulk::*;
pub(crate) use clients::*;
pub(crate) use connections::*;
pub(crate) use drawing::{Drawing, StoredFile};
pub(crate) use dumps::*;
#[cfg(feature = "ssr")]
pub(crate) use history::{History, HistoryEvent};
#[cfg(feature = "ssr")]
pub(crate) use history_words::name as actor_name;
pub(crate) use labels::*;
pub(crate) use list_query::{CRASHES, DUMPS, List, ListQuery};
pub(crate) use own_sessions::*;
#[cfg(feature = "ssr")]
pub(crate) use refusal::answer_with_status_of;
pub(crate) use reports::*;
pub(crate) use sessions::*;
pub(crate) use setup::*;
pub(crate) use signatures::*;
pub(crate) use statistics::*;
#[cfg(feature = "ssr")]
pub(crate) use submission::{Fact, Submission};
pub(crate) use symbols::*;
pub(crate) use system::*;
pub(crate) use themes::*;
pub(crate) use throttle_rules::*;
pub(crate) use users::*;
