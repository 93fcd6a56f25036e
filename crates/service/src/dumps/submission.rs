//! Dumps from crash clients: with annotations, with files beside them, and perhaps not for the
//! first time.

use std::io;
use std::iter;

use chrono::TimeDelta;
use model::{Attachment, AttachmentId, Damage, DumpId, Origin, Submission};
use store::{NewAttachment, NewDump, NewSubmission, ReportKey, Submitted};
use uuid::Uuid;

use super::{
    Annotations, Dumps, Label, UploadPermit, UploadedAttachment, UploadedFile, explain, not_found,
    nothing_to_process,
};
use crate::blobs::{Blob, BlobReader};
use crate::throttle_rules::Verdict;
use crate::{BlobWriter, Error, Reader, Result};

/// The same bytes from the same installation within that time are one crash, sent again.
const REPETITION: TimeDelta = TimeDelta::days(1);

/// What a client has sent, all of it.
#[derive(Debug)]
pub struct SubmittedFiles {
    pub dump: UploadedFile,
    pub attachments: Vec<UploadedAttachment>,
    pub annotations: Annotations,
    /// The client's own id for the report, which it sends again with a repetition.
    pub report_id: Option<Uuid>,
}

/// What the client is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub dump: DumpId,
    pub report_id: Uuid,
}

/// What has become of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is kept, now or since it came before.
    Kept(Receipt),
    /// A throttle rule does not want it, and nothing of it is kept.
    Discarded { rule: String, report_id: Uuid },
}

impl Dumps {
    /// Keeps what a crash client sends, under the guarantees of [`Dumps::create`], unless a
    /// throttle rule discards it. A report that came before is answered as it was then, and
    /// stores nothing.
    pub async fn submit(&self, permit: UploadPermit, files: SubmittedFiles) -> Result<Taken> {
        self.unstoppable(move |dumps| async move { dumps.keep(permit, files).await })
            .await
    }

    /// What came with a dump.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a dump that came alone.
    pub async fn submission(&self, _: &Reader, id: DumpId) -> Result<Submission> {
        self.store
            .submissions()
            .get(id)
            .await?
            .ok_or(Error::NotFound("Submission"))
    }

    /// Opens a file that came beside a dump.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::BytesDamaged`].
    pub async fn read_attachment(
        &self,
        _: &Reader,
        dump: DumpId,
        id: AttachmentId,
    ) -> Result<(Attachment, BlobReader)> {
        let found = self.store.submissions().get_attachment(dump, id).await?;
        let (attachment, stored_name) = found.ok_or_else(not_found)?;
        if let Some(damage) = attachment.damage {
            return Err(Error::BytesDamaged(explain(damage)));
        }
        match self.blobs.read_hot(stored_name).await {
            Ok(blob) if blob.size() == attachment.size => Ok((attachment, blob)),
            Ok(_) => Err(Error::BytesDamaged(explain(Damage::Truncated))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(Error::BytesDamaged(explain(Damage::Missing)))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn keep(&self, permit: UploadPermit, files: SubmittedFiles) -> Result<Taken> {
        let dropped = files.annotations.dropped();
        if dropped > 0 {
            tracing::warn!(
                dropped,
                "a report says more than is kept; the rest was left out"
            );
        }
        let origin = files.annotations.origin();
        let report_id = files.report_id.unwrap_or_else(Uuid::new_v4);
        let rules = &self.throttle_rules;
        let verdict = rules.judge(&origin, &permit.sender, report_id);
        if let Verdict::Discard { rule } = verdict {
            return self
                .discard_report(rule, report_id, origin, files.dump.content)
                .await;
        }
        let stored = self.store_report(permit, files, origin, report_id).await;
        // What is not kept now must not keep another one from being kept.
        if !matches!(stored, Ok(Submitted::New(_))) {
            rules.take_back(&verdict);
        }
        Ok(match stored? {
            Submitted::New(dump) => Taken::Kept(Receipt {
                dump: dump.id,
                report_id,
            }),
            Submitted::Repeated { dump, report_id } => came_again(dump, report_id),
        })
    }

    async fn store_report(
        &self,
        permit: UploadPermit,
        files: SubmittedFiles,
        origin: Origin,
        report_id: Uuid,
    ) -> Result<Submitted> {
        let blob = files.dump.content.finish().await?;
        let by = self.by(permit.actor);
        let submission = NewSubmission {
            report_id,
            attachments: files
                .attachments
                .iter()
                .map(|attachment| NewAttachment {
                    name: attachment.original_name.clone().into(),
                    blob: attachment.blob.row().clone(),
                })
                .collect(),
            annotations: files.annotations.clone().into_texts(),
            repeats_since: by.at - REPETITION,
            origin: origin.clone(),
        };
        let dump = NewDump {
            original_name: files.dump.original_name.into(),
            label: label(&files.annotations, &origin).into(),
            uploaded: by,
            blob: blob.row().clone(),
            other: nothing_to_process(&blob),
        };
        let attachments = files.attachments.into_iter();
        let blobs = iter::once(blob).chain(attachments.map(|attachment| attachment.blob));
        let undecided = self.undecided.waiting();
        match self.store.submissions().insert(dump, submission).await {
            Ok(Submitted::New(dump)) => {
                blobs.for_each(Blob::keep);
                self.settle(undecided).await;
                self.announce(dump.id);
                tracing::info!(dump.id = dump.id.0, size_bytes = dump.size, "report stored");
                Ok(Submitted::New(dump))
            }
            Ok(repeated) => Ok(repeated),
            Err(error) => Err(self.discard(blobs, error)),
        }
    }

    /// Forgets a report, unless it came before: then it is answered as it was.
    async fn discard_report(
        &self,
        rule: String,
        report_id: Uuid,
        origin: Origin,
        content: BlobWriter,
    ) -> Result<Taken> {
        let key = ReportKey {
            report_id,
            client_guid: origin.client_guid,
            sha256: content.into_sha256().await?,
            repeats_since: self.clock.now() - REPETITION,
        };
        if let Some((dump, report_id)) = self.store.submissions().find(key).await? {
            return Ok(came_again(dump, report_id));
        }
        self.throttle_rules.count(&rule);
        tracing::debug!(rule, "report discarded");
        Ok(Taken::Discarded { rule, report_id })
    }
}

fn came_again(dump: DumpId, report_id: Uuid) -> Taken {
    tracing::info!(dump.id = dump.0, "report came again");
    Taken::Kept(Receipt { dump, report_id })
}

/// The one that the client gives, or else the product's name.
fn label(annotations: &Annotations, origin: &Origin) -> Label {
    let given = annotations
        .get("label")
        .and_then(|text| Label::parse(text).ok());
    let is_given = |label: &Label| *label != Label::default();
    given
        .filter(is_given)
        .or_else(|| Label::parse(origin.product.as_deref()?).ok())
        .unwrap_or_default()
}
