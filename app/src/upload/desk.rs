//! What every page knows of uploads: files that were dropped on it, and how many are under way.
//!
//! The queue that takes them comes with the upload page, and so does its code.

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::File;

use super::UploadQueue;

/// Where files wait for the upload page; a handle, cheap to copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UploadDesk {
    dropped: RwSignal<Vec<SendWrapper<File>>>,
    /// None before the upload page was first shown.
    queue: StoredValue<Option<UploadQueue>>,
    under_way: RwSignal<Option<Signal<usize>>>,
    /// What is made here lives as long as the application.
    owner: StoredValue<Owner>,
}

impl UploadDesk {
    pub(crate) fn provide() {
        provide_context(Self {
            dropped: RwSignal::default(),
            queue: StoredValue::new(None),
            under_way: RwSignal::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        });
    }

    /// Leaves files for the upload page.
    pub(crate) fn leave(self, files: Vec<File>) {
        let files = files.into_iter().map(SendWrapper::new);
        self.dropped.update(|dropped| dropped.extend(files));
    }

    /// The files that were left since; tracks new ones.
    pub(super) fn take(self) -> Vec<File> {
        self.dropped.track();
        let taken = self
            .dropped
            .try_update_untracked(std::mem::take)
            .unwrap_or_default();
        taken.into_iter().map(SendWrapper::take).collect()
    }

    /// How many files still have something before them, be it an answer of the reader's.
    pub(crate) fn under_way(self) -> usize {
        self.under_way.get().map_or(0, |count| count.get())
    }

    /// The queue, which is made by the first who asks.
    pub(super) fn queue(
        self,
        make: impl FnOnce() -> UploadQueue,
        count: impl Fn(UploadQueue) -> usize + Send + Sync + 'static,
    ) -> UploadQueue {
        if let Some(queue) = self.queue.get_value() {
            return queue;
        }
        self.owner.get_value().with(|| {
            let queue = make();
            self.queue.set_value(Some(queue));
            let count = Signal::derive(move || count(queue));
            self.under_way.set(Some(count));
            queue
        })
    }
}

pub(crate) fn use_upload_desk() -> UploadDesk {
    expect_context()
}
