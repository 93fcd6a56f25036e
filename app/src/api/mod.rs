//! Server functions, a file per resource.
//!
//! Each takes the request's context and calls the service once; `?` maps its error. They
//! are mounted below `/ui/api` and answer to POST alone, so that nothing changes by
//! following a link.

mod accounts;
mod bulk;
mod clients;
mod connections;
mod dump_list_query;
#[cfg(feature = "ssr")]
mod dump_list_request;
mod dumps;
mod history;
#[cfg(feature = "ssr")]
mod history_words;
mod labels;
mod own_sessions;
#[cfg(feature = "ssr")]
mod refusal;
mod reports;
mod sessions;
mod setup;
mod statistics;
mod submission;
#[cfg(feature = "ssr")]
mod submission_words;
#[cfg(feature = "ssr")]
mod symbol_commands;
mod symbols;
mod system;
mod themes;
mod users;

pub(crate) use accounts::*;
pub(crate) use bulk::*;
pub(crate) use clients::*;
pub(crate) use connections::*;
pub(crate) use dump_list_query::DumpListQuery;
pub(crate) use dumps::*;
pub(crate) use history::{History, HistoryEvent};
pub(crate) use labels::*;
pub(crate) use own_sessions::*;
#[cfg(feature = "ssr")]
pub(crate) use refusal::answer_with_status_of;
pub(crate) use reports::*;
pub(crate) use sessions::*;
pub(crate) use setup::*;
pub(crate) use statistics::*;
pub(crate) use submission::{Fact, Submission};
pub(crate) use symbols::*;
pub(crate) use system::*;
pub(crate) use themes::*;
pub(crate) use users::*;
