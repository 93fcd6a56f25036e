//! Other bytes for a dump that exists.

use std::rc::Rc;

use leptos::prelude::*;
use model::DumpId;
use send_wrapper::SendWrapper;
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
    id: DumpId,
    on_replaced: Callback<()>,
    /// What is to be sent.
    file: StoredValue<Option<SendWrapper<File>>>,
    state: RwSignal<ReplacementState>,
    transfer: StoredValue<Option<Transfer>>,
}

impl Replacement {
    /// Of the bytes of dump `id`. `on_replaced` is told when it has others.
    pub(crate) fn new(id: DumpId, on_replaced: Callback<()>) -> Self {
        Self {
            id,
            on_replaced,
            file: StoredValue::new(None),
            state: RwSignal::new(ReplacementState::Idle),
            transfer: StoredValue::new(None),
        }
    }

    /// Takes the file that is to be sent.
    pub(crate) fn give(self, file: Option<File>) {
        self.file.set_value(file.map(SendWrapper::new));
    }

    /// Where the file is sent, as a plain form does it.
    pub(crate) fn path(self) -> String {
        format!("/dumps/{}/file", self.id)
    }

    pub(crate) fn state(self) -> ReplacementState {
        self.state.get()
    }

    pub(crate) fn is_sending(self) -> bool {
        matches!(*self.state.read(), ReplacementState::Sending(_))
    }

    /// Sends what it has been given, if anything; it arrives even when the reader leaves the page
    /// for another one meanwhile.
    pub(crate) fn begin(self) {
        let on_replaced = self.on_replaced;
        let file = self.file.try_update_value(Option::take).flatten();
        let Some(file) = file.filter(|_| !untrack(|| self.is_sending())) else {
            return;
        };
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
        let begun = file_form(&file, None).and_then(|form| {
            Transfer::begin(&self.path(), &form, Box::new(on_progress), Rc::new(on_end))
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
