//! Labels as things of their own: looking at them all, renaming, merging.

use std::sync::Arc;

use model::{FieldErrors, LabelSummary};
use store::{By, Store};
use tokio_util::task::TaskTracker;

use crate::text::BLANK;
use crate::{Clock, Editor, Error, Label, Reader, Result};

/// Dumps renamed in one step. Uploads go on between the steps.
const RENAMED_AT_ONCE: u32 = 2_000;

/// Labels and the rules about them.
#[derive(Clone, Debug)]
pub struct Labels {
    store: Arc<dyn Store>,
    clock: Clock,
    tasks: TaskTracker,
}

/// What becomes of a label whose new name another one has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnTaken {
    Refuse,
    /// Both go on as one.
    Merge,
}

impl Labels {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock, tasks: TaskTracker) -> Self {
        Self {
            store,
            clock,
            tasks,
        }
    }

    /// The `limit` most frequent labels with `part` in them.
    pub async fn list(&self, _: &Reader, part: &str, limit: u32) -> Result<Vec<LabelSummary>> {
        Ok(self.store.labels().list(part, limit).await?)
    }

    /// # Errors
    /// [`Error::NotFound`] when no dump carries it.
    pub async fn get(&self, _: &Reader, label: &str) -> Result<LabelSummary> {
        self.require(label).await
    }

    /// Puts every dump that carries `from` under `to`, and returns how many.
    ///
    /// Step by step, so that uploads do not wait; cut off by the end of the process, it
    /// has renamed some, and can be asked for again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no dump carries `from`; [`Error::Invalid`] on `label` when
    /// `to` is empty, the same, or taken.
    pub async fn rename(
        &self,
        editor: &Editor,
        from: &str,
        to: Label,
        on_taken: OnTaken,
    ) -> Result<u64> {
        let (from, to) = (self.require(from).await?.label, String::from(to));
        if to.is_empty() {
            return Err(FieldErrors::of("label", BLANK).into());
        }
        if to == from {
            return Err(FieldErrors::of("label", "This is its name already.").into());
        }
        if on_taken == OnTaken::Refuse
            && let Some(taken) = self.store.labels().get(&to).await?
        {
            let message = format!(
                "This name is in use, by {}. To put both under it, tick “Merge”.",
                match taken.amount.dumps {
                    1 => "1 dump".to_owned(),
                    dumps => format!("{dumps} dumps"),
                }
            );
            return Err(FieldErrors::of("label", message).into());
        }
        let store = self.store.clone();
        let by = By {
            actor: editor.actor().clone(),
            at: self.clock.now(),
        };
        self.tasks
            .spawn(async move { rename(store.as_ref(), &from, &to, by).await })
            .await?
    }

    async fn require(&self, label: &str) -> Result<LabelSummary> {
        let found = self.store.labels().get(label).await?;
        let found = found.filter(|found| !found.label.is_empty());
        found.ok_or(Error::NotFound("Label"))
    }
}

async fn rename(store: &dyn Store, from: &str, to: &str, by: By) -> Result<u64> {
    let mut renamed = 0;
    loop {
        let labels = store.labels();
        let step = labels.rename(from, to, RENAMED_AT_ONCE, by.clone()).await?;
        renamed += step;
        if step < RENAMED_AT_ONCE.into() {
            tracing::info!(dumps = renamed, "label renamed");
            return Ok(renamed);
        }
    }
}
