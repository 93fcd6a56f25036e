//! The files that were chosen, and what has become of each.

use std::rc::Rc;

use leptos::prelude::*;
use model::DumpId;
use web_sys::File;

use super::{Outcome, Progress, Transfer, UploadFault, file_form};

/// Files sent at the same time; more of them only make each slower.
const MAX_TRANSFERS: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum UploadState {
    /// Chosen; waits for the reader to press "Upload".
    Staged,
    /// Waits for its turn.
    Queued,
    Sending(Progress),
    Stored(DumpId),
    Failed(UploadFault),
    Cancelled,
}

/// One file of the queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Upload {
    pub(crate) key: usize,
    pub(crate) size: u64,
    pub(crate) state: RwSignal<UploadState>,
    name: StoredValue<String>,
    label: StoredValue<String>,
    file: StoredValue<File, LocalStorage>,
    transfer: StoredValue<Option<Transfer>, LocalStorage>,
}

impl Upload {
    pub(crate) fn name(self) -> String {
        self.name.get_value()
    }

    fn is(self, wanted: impl Fn(&UploadState) -> bool) -> bool {
        self.state.with(wanted)
    }
}

/// Every file since the page was loaded; a handle, cheap to copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UploadQueue {
    uploads: RwSignal<Vec<Upload>>,
    next_key: StoredValue<usize>,
    max_upload_bytes: u64,
    /// What belongs to a file lives here, not in the page on which it was chosen.
    owner: StoredValue<Owner>,
}

impl UploadQueue {
    pub(crate) fn provide(max_upload_bytes: u64) {
        provide_context(Self {
            uploads: RwSignal::default(),
            next_key: StoredValue::new(0),
            max_upload_bytes,
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        });
    }

    /// The files in the order in which they were chosen; tracks additions and removals.
    pub(crate) fn uploads(self) -> Vec<Upload> {
        self.uploads.get()
    }

    pub(crate) fn count(self, wanted: impl Fn(&UploadState) -> bool) -> usize {
        self.uploads
            .read()
            .iter()
            .filter(|upload| upload.is(&wanted))
            .count()
    }

    /// Takes files in; they wait for [`UploadQueue::start`].
    pub(crate) fn stage(self, files: Vec<File>) {
        let staged: Vec<Upload> = files.into_iter().map(|file| self.staged(file)).collect();
        self.uploads.update(|uploads| uploads.extend(staged));
    }

    /// Uploads every file that is staged, under `label`.
    ///
    /// # Errors
    /// [`UploadFault::NoFile`] when there is none.
    pub(crate) fn start(self, label: &str) -> Result<(), UploadFault> {
        let mut staged = self.uploads.get_untracked();
        staged.retain(|upload| matches!(*upload.state.read_untracked(), UploadState::Staged));
        if staged.is_empty() {
            return Err(UploadFault::NoFile);
        }
        for upload in staged {
            upload.label.set_value(label.to_owned());
            upload.state.set(UploadState::Queued);
        }
        self.pump();
        Ok(())
    }

    /// Stops a file wherever it is. One whose last byte is sent already may be stored all
    /// the same.
    pub(crate) fn cancel(self, upload: Upload) {
        upload.state.set(UploadState::Cancelled);
        if let Some(transfer) = upload.transfer.try_update_value(Option::take).flatten() {
            transfer.abort();
        }
        self.pump();
    }

    pub(crate) fn retry(self, upload: Upload) {
        upload.state.set(UploadState::Queued);
        self.pump();
    }

    pub(crate) fn remove(self, upload: Upload) {
        self.uploads
            .update(|uploads| uploads.retain(|other| other.key != upload.key));
    }

    /// Forgets the files that are stored.
    pub(crate) fn clear_stored(self) {
        self.uploads.update(|uploads| {
            uploads
                .retain(|upload| !matches!(*upload.state.read_untracked(), UploadState::Stored(_)));
        });
    }

    fn staged(self, file: File) -> Upload {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        let size = file_size(&file);
        let state = if size == 0 {
            UploadState::Failed(UploadFault::EmptyFile)
        } else if size > self.max_upload_bytes {
            UploadState::Failed(UploadFault::TooLarge)
        } else {
            UploadState::Staged
        };
        self.owner.get_value().with(|| Upload {
            key,
            size,
            state: RwSignal::new(state),
            name: StoredValue::new(file.name()),
            label: StoredValue::default(),
            file: StoredValue::new_local(file),
            transfer: StoredValue::new_local(None),
        })
    }

    /// Sends files until there is enough under way.
    fn pump(self) {
        let uploads = self.uploads.get_untracked();
        let is_sending =
            |upload: &&Upload| matches!(*upload.state.read_untracked(), UploadState::Sending(_));
        for upload in &uploads {
            // Counted each time: what cannot be sent at all makes room for the next.
            if uploads.iter().filter(is_sending).count() == MAX_TRANSFERS {
                break;
            }
            if matches!(*upload.state.read_untracked(), UploadState::Queued) {
                self.send(*upload);
            }
        }
    }

    fn send(self, upload: Upload) {
        upload.state.set(UploadState::Sending(Progress::default()));
        let label = upload.label.get_value();
        let begun = upload
            .file
            .with_value(|file| file_form(file, Some(&label)))
            .and_then(|form| {
                let on_progress = move |progress| {
                    upload.state.set(UploadState::Sending(progress));
                };
                let on_end = move |outcome| self.end(upload, outcome);
                Transfer::begin("/upload", &form, Box::new(on_progress), Rc::new(on_end))
            });
        match begun {
            Ok(transfer) => upload.transfer.set_value(Some(transfer)),
            Err(fault) => upload.state.set(UploadState::Failed(fault)),
        }
    }

    fn end(self, upload: Upload, outcome: Outcome) {
        upload.transfer.set_value(None);
        upload.state.set(match outcome {
            Outcome::Stored(id) => UploadState::Stored(id),
            Outcome::Failed(fault) => UploadState::Failed(fault),
            Outcome::Aborted => UploadState::Cancelled,
        });
        self.pump();
    }
}

pub(crate) fn use_upload_queue() -> UploadQueue {
    expect_context()
}

pub(crate) fn is_under_way(state: &UploadState) -> bool {
    matches!(state, UploadState::Queued | UploadState::Sending(_))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a file's size is a whole number of bytes"
)]
fn file_size(file: &File) -> u64 {
    file.size() as u64
}
