//! What the pages of dumps say. On the server alone.

mod details;
mod list;

pub(crate) use details::{DumpRecord, draw_processing};
pub(crate) use list::Listing;
