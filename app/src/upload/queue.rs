//! The files that were chosen, and what has become of each.

use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::DumpId;
use web_sys::File;

use super::desk::use_upload_desk;
use super::{Outcome, Progress, Transfer, UploadFault, file_form};
use crate::api::Duplicate;
use crate::visit::use_visit;

/// Files sent at the same time; more of them only make each slower.
const MAX_TRANSFERS: usize = 3;

/// How often a file whose connection broke is sent again before the reader is asked to.
const MAX_ATTEMPTS: u32 = 8;

/// Is told how many bytes were looked at, and says whether to go on.
pub(crate) type OnLooked = Box<dyn Fn(u64) -> bool>;

pub(crate) type Looking = Pin<Box<dyn Future<Output = Option<Duplicate>>>>;

/// What looks for a dump with the bytes of a file; see `look_for_duplicate`.
pub(crate) type Look = fn(File, u64, OnLooked) -> Looking;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum UploadState {
    /// Chosen; waits for the reader to press "Upload".
    Staged,
    /// Waits for its turn.
    Queued,
    /// The bytes are compared with those of the dumps; so many have been looked at.
    Looking(u64),
    /// Waits for the reader to say whether to store it twice.
    Known(Duplicate),
    Sending(Progress),
    /// The server is away; goes on by itself.
    Waiting,
    Paused,
    Stored(DumpId),
    Failed(UploadFault),
    Cancelled,
}

/// Whether a file's bytes are looked for before they are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lookup {
    /// Nobody has looked yet.
    Due,
    /// They were not there.
    Done,
    /// The answer to them was lost: if they are there now, it was this file that brought them.
    AnswerLost,
    /// The reader wants them stored in any case.
    Waived,
}

/// One file of the queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Upload {
    pub(crate) key: usize,
    pub(crate) size: u64,
    pub(crate) state: RwSignal<UploadState>,
    /// Its own label; without one it gets that of all.
    pub(crate) label: RwSignal<String>,
    name: StoredValue<String>,
    lookup: StoredValue<Lookup>,
    attempts: StoredValue<u32>,
    /// Counts what was begun, so that news of what was given up since are told apart.
    run: StoredValue<u32>,
    file: StoredValue<File, LocalStorage>,
    transfer: StoredValue<Option<Transfer>, LocalStorage>,
}

impl Upload {
    pub(crate) fn name(self) -> String {
        self.name.get_value()
    }

    /// Gives up what is under way.
    fn interrupt(self, state: UploadState) {
        self.run.update_value(|run| *run += 1);
        self.state.set(state);
        if let Some(transfer) = self.transfer.try_update_value(Option::take).flatten() {
            transfer.abort();
        }
    }

    /// Whether a file of the same size is on its way: once that is stored, it is found if it
    /// has the same bytes.
    fn waits_for_its_like(self, uploads: &[Self]) -> bool {
        let is_on_its_way =
            |state: &UploadState| is_active(state) || *state == UploadState::Waiting;
        self.lookup.get_value() == Lookup::Due
            && uploads.iter().any(|other| {
                other.key != self.key
                    && other.size == self.size
                    && other.is_untracked(is_on_its_way)
            })
    }

    fn is_untracked(self, wanted: impl Fn(&UploadState) -> bool) -> bool {
        self.state.with_untracked(wanted)
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
    is_paused: RwSignal<bool>,
    /// Comes with the page from which uploads are started.
    look: StoredValue<Option<Look>>,
    /// What belongs to a file lives here, not in the page on which it was chosen.
    owner: StoredValue<Owner>,
}

impl UploadQueue {
    fn new(max_upload_bytes: u64) -> Self {
        let queue = Self {
            uploads: RwSignal::default(),
            next_key: StoredValue::new(0),
            max_upload_bytes,
            is_paused: RwSignal::new(false),
            look: StoredValue::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        Effect::new(move || {
            let online = window_event_listener_untyped("online", move |_| {
                queue.retry_all(|state| *state == UploadState::Waiting);
            });
            on_cleanup(move || online.remove());
        });
        queue
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

    /// Uploads every file that is staged, under `label` if it has none of its own. Bytes
    /// that the server has already are found by `look`.
    ///
    /// # Errors
    /// [`UploadFault::NoFile`] when there is none.
    pub(crate) fn start(self, label: &str, look: Look) -> Result<(), UploadFault> {
        self.look.set_value(Some(look));
        let mut staged = self.uploads.get_untracked();
        staged.retain(|upload| upload.is_untracked(|state| *state == UploadState::Staged));
        if staged.is_empty() {
            return Err(UploadFault::NoFile);
        }
        for upload in staged {
            if upload.label.with_untracked(String::is_empty) {
                upload.label.set(label.to_owned());
            }
            upload.state.set(UploadState::Queued);
        }
        self.pump();
        Ok(())
    }

    /// Stops a file wherever it is. One whose last byte is sent already may be stored all
    /// the same.
    pub(crate) fn cancel(self, upload: Upload) {
        upload.interrupt(UploadState::Cancelled);
        self.pump();
    }

    /// Stops a file as [`UploadQueue::cancel`] does, to send it from its beginning later.
    pub(crate) fn pause(self, upload: Upload) {
        upload.interrupt(UploadState::Paused);
        self.pump();
    }

    pub(crate) fn retry(self, upload: Upload) {
        upload.attempts.set_value(0);
        upload.interrupt(UploadState::Queued);
        self.pump();
    }

    /// Stores bytes that the server has already.
    pub(crate) fn upload_anyway(self, upload: Upload) {
        upload.lookup.set_value(Lookup::Waived);
        self.retry(upload);
    }

    pub(crate) fn retry_all(self, wanted: impl Fn(&UploadState) -> bool) {
        for upload in self.uploads.get_untracked() {
            if upload.is_untracked(&wanted) {
                self.retry(upload);
            }
        }
    }

    pub(crate) fn is_paused(self) -> bool {
        self.is_paused.get()
    }

    /// Stops the whole queue: what is under way begins anew when it is resumed.
    pub(crate) fn pause_all(self) {
        self.is_paused.set(true);
        for upload in self.uploads.get_untracked() {
            let is_begun = |state: &UploadState| is_active(state) || *state == UploadState::Waiting;
            if upload.is_untracked(is_begun) {
                upload.interrupt(UploadState::Queued);
            }
        }
    }

    pub(crate) fn resume_all(self) {
        self.is_paused.set(false);
        self.pump();
    }

    /// How far all files are that are to be stored, and those that are.
    pub(crate) fn total(self) -> Progress {
        let uploads = self.uploads.read();
        Progress::total(uploads.iter().filter_map(|upload| {
            let state = upload.state.read();
            match &*state {
                UploadState::Stored(_) => Some((upload.size, Progress::done(upload.size))),
                UploadState::Sending(progress) => Some((upload.size, *progress)),
                other => is_under_way(other).then(|| (upload.size, Progress::default())),
            }
        }))
    }

    pub(crate) fn remove(self, upload: Upload) {
        upload.run.update_value(|run| *run += 1);
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
            label: RwSignal::default(),
            lookup: StoredValue::new(Lookup::Due),
            attempts: StoredValue::new(0),
            run: StoredValue::new(0),
            file: StoredValue::new_local(file),
            transfer: StoredValue::new_local(None),
        })
    }

    /// Takes files on until there is enough under way.
    fn pump(self) {
        if self.is_paused.get_untracked() {
            return;
        }
        let uploads = self.uploads.get_untracked();
        for upload in &uploads {
            // Counted each time: what cannot be sent at all makes room for the next.
            let active = uploads
                .iter()
                .filter(|upload| upload.is_untracked(is_active));
            if active.count() >= MAX_TRANSFERS {
                break;
            }
            let is_next = upload.is_untracked(|state| *state == UploadState::Queued);
            if is_next && !upload.waits_for_its_like(&uploads) {
                self.begin(*upload);
            }
        }
    }

    fn begin(self, upload: Upload) {
        upload.run.update_value(|run| *run += 1);
        match (self.look.get_value(), upload.lookup.get_value()) {
            (Some(look), Lookup::Due | Lookup::AnswerLost) => self.look_for(upload, look),
            _ => self.send(upload),
        }
    }

    fn look_for(self, upload: Upload, look: Look) {
        upload.state.set(UploadState::Looking(0));
        let run = upload.run.get_value();
        let is_current = move || upload.run.try_get_value() == Some(run);
        let on_looked = Box::new(move |looked_at| {
            let is_current = is_current();
            if is_current {
                upload.state.set(UploadState::Looking(looked_at));
            }
            is_current
        });
        let looking = look(upload.file.get_value(), upload.size, on_looked);
        spawn_local(async move {
            let known = looking.await;
            if !is_current() {
                return;
            }
            let lookup = upload.lookup.get_value();
            upload.lookup.set_value(Lookup::Done);
            let state = match known {
                None => return self.send(upload),
                Some(known) if lookup == Lookup::AnswerLost => UploadState::Stored(known.id),
                Some(known) => UploadState::Known(known),
            };
            upload.state.set(state);
            self.pump();
        });
    }

    fn send(self, upload: Upload) {
        upload.state.set(UploadState::Sending(Progress::default()));
        let label = upload.label.get_untracked();
        let begun = upload
            .file
            .with_value(|file| file_form(file, Some(&label)))
            .and_then(|form| {
                let on_progress = move |progress| {
                    upload.state.set(UploadState::Sending(progress));
                };
                let run = upload.run.get_value();
                let on_end = move |outcome| {
                    // What was interrupted has its state already.
                    if upload.run.try_get_value() == Some(run) {
                        self.end(upload, outcome);
                    }
                };
                Transfer::begin("/upload", &form, Box::new(on_progress), Rc::new(on_end))
            });
        match begun {
            Ok(transfer) => upload.transfer.set_value(Some(transfer)),
            Err(fault) => upload.state.set(UploadState::Failed(fault)),
        }
    }

    fn end(self, upload: Upload, outcome: Outcome) {
        upload.transfer.set_value(None);
        match outcome {
            Outcome::Stored(id) => upload.state.set(UploadState::Stored(id)),
            Outcome::Failed(UploadFault::Unreachable)
                if upload.attempts.get_value() < MAX_ATTEMPTS =>
            {
                self.wait(upload);
            }
            Outcome::Failed(fault) => upload.state.set(UploadState::Failed(fault)),
            Outcome::Aborted => upload.state.set(UploadState::Cancelled),
        }
        self.pump();
    }

    /// Sends a file whose connection broke again in a while.
    fn wait(self, upload: Upload) {
        let attempts = upload.attempts.get_value();
        upload.attempts.set_value(attempts + 1);
        if upload.lookup.get_value() == Lookup::Done {
            upload.lookup.set_value(Lookup::AnswerLost);
        }
        upload.state.set(UploadState::Waiting);
        let run = upload.run.get_value();
        let again = move || {
            if upload.run.try_get_value() == Some(run) {
                upload.state.set(UploadState::Queued);
                self.pump();
            }
        };
        set_timeout(again, pause_before(attempts));
    }
}

/// 1, 2, 4 … 60 seconds.
fn pause_before(attempts: u32) -> Duration {
    Duration::from_secs((1 << attempts.min(6)).min(60))
}

/// The queue, with whatever was dropped on other pages before or is dropped while the component
/// at hand lives.
pub(crate) fn use_upload_queue() -> UploadQueue {
    let desk = use_upload_desk();
    let max_upload_bytes = use_visit().max_upload_bytes;
    let queue = desk.queue(
        move || UploadQueue::new(max_upload_bytes),
        |queue| queue.count(|state| is_under_way(state) || is_known(state)),
    );
    Effect::new(move || {
        let dropped = desk.take();
        if !dropped.is_empty() {
            queue.stage(dropped);
        }
    });
    queue
}

/// Whether a file goes on to be stored, or would if it were not paused.
pub(crate) fn is_under_way(state: &UploadState) -> bool {
    is_active(state)
        || matches!(
            state,
            UploadState::Queued | UploadState::Waiting | UploadState::Paused
        )
}

/// Whether the reader is asked about it.
pub(crate) fn is_known(state: &UploadState) -> bool {
    matches!(state, UploadState::Known(_))
}

/// Whether one of the few turns is taken.
fn is_active(state: &UploadState) -> bool {
    matches!(state, UploadState::Looking(_) | UploadState::Sending(_))
}

/// Whether the same file may pass at another try.
pub(crate) fn may_pass(state: &UploadState) -> bool {
    matches!(state, UploadState::Failed(fault) if fault.may_pass())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a file's size is a whole number of bytes"
)]
fn file_size(file: &File) -> u64 {
    file.size() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_an_answer_is_not_under_way() {
        let known = UploadState::Known(Duplicate {
            id: DumpId(1),
            original_name: "app.dmp".to_owned(),
            uploaded: "just now".to_owned(),
        });
        assert!(is_known(&known) && !is_under_way(&known));
        assert!(is_under_way(&UploadState::Paused));
        assert!(!is_under_way(&UploadState::Stored(DumpId(1))));
    }

    #[test]
    fn pauses_grow_up_to_a_minute() {
        let pauses: Vec<_> = (0..8)
            .map(|attempts| pause_before(attempts).as_secs())
            .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
