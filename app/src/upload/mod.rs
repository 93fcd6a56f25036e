//! Files on their way from the browser to the server.
//!
//! The queue lives as long as the application does, so that uploads go on while the reader
//! looks elsewhere in it.

mod desk;
mod duplicate;
mod fault;
mod guard;
mod progress;
mod queue;
mod replacement;
mod transfer;

pub(crate) use desk::{UploadDesk, use_upload_desk};
pub(crate) use duplicate::look_for_duplicate;
pub use fault::UploadFault;
pub(crate) use guard::guard_transfers;
pub(crate) use progress::Progress;
pub(crate) use queue::{
    Upload, UploadQueue, UploadState, is_known, is_under_way, may_pass, use_upload_queue,
};
pub(crate) use replacement::{Replacement, ReplacementState};
pub(crate) use transfer::{Outcome, Transfer, file_form};
