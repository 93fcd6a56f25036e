//! Other bytes for a dump that exists.

use std::rc::Rc;

use leptos::prelude::*;
use model::DumpId;
use web_sys::File;

use super::{Outcome, Progress, Transfer, UploadFault, file_form};
use crate::components::use_toasts;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ReplacementState {
    Idle,
    Sending(Progress),
    Failed(UploadFault),
}

/// How the replacement of one dump's file stands; a handle, cheap to copy.
///
/// It belongs to the page, not to the form on it, which is made anew whenever the dump
/// is loaded again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Replacement {
    state: RwSignal<ReplacementState>,
    transfer: StoredValue<Option<Transfer>>,
}

impl Replacement {
    /// `fault` is what became of a plain form that was sent before.
    pub(crate) fn new(fault: Option<UploadFault>) -> Self {
        Self {
            state: RwSignal::new(fault.map_or(ReplacementState::Idle, ReplacementState::Failed)),
            transfer: StoredValue::new(None),
        }
    }

    pub(crate) fn state(self) -> ReplacementState {
        self.state.get()
    }

    pub(crate) fn is_sending(self) -> bool {
        matches!(*self.state.read(), ReplacementState::Sending(_))
    }

    /// Sends `file` in place of the bytes of dump `id`; it arrives even when the reader
    /// leaves the page for another one meanwhile.
    pub(crate) fn begin(self, id: DumpId, file: Option<File>, on_replaced: Callback<()>) {
        if self.is_sending() {
            return;
        }
        let toasts = use_toasts();
        let on_progress = move |progress| {
            let _ = self.state.try_set(ReplacementState::Sending(progress));
        };
        let on_end = move |outcome| {
            let state = match outcome {
                Outcome::Stored(_) => {
                    toasts.done("File replaced");
                    on_replaced.try_run(());
                    ReplacementState::Idle
                }
                Outcome::Failed(fault) => ReplacementState::Failed(fault),
                Outcome::Aborted => ReplacementState::Idle,
            };
            // The page is gone, and with it the place for the news.
            if let Some(ReplacementState::Failed(fault)) = self.state.try_set(state) {
                toasts.failed(format!("The file was not replaced. {fault}"));
            }
        };
        let begun = file.ok_or(UploadFault::NoFile).and_then(|file| {
            let form = file_form(&file, None)?;
            let url = format!("/dumps/{id}/file");
            Transfer::begin(&url, &form, Box::new(on_progress), Rc::new(on_end))
        });
        match begun {
            Ok(transfer) => {
                self.state
                    .set(ReplacementState::Sending(Progress::default()));
                self.transfer.set_value(Some(transfer));
            }
            Err(fault) => self.state.set(ReplacementState::Failed(fault)),
        }
    }

    pub(crate) fn cancel(self) {
        if let Some(transfer) = self.transfer.get_value() {
            transfer.abort();
        }
    }
}
