//! Rows of what crash clients send.

use async_trait::async_trait;
use model::{Attachment, AttachmentId, DumpId, Origin, StoredName, Submission};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
use store::{NewDump, NewSubmission, ReportKey, Result, SubmissionRepo, Submitted};
use uuid::Uuid;

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};
use crate::dump;

struct AttachmentRow {
    id: i64,
    name: String,
    stored_name: String,
    size: i64,
    sha256: Vec<u8>,
    damage: Option<String>,
}

impl TryFrom<AttachmentRow> for (Attachment, StoredName) {
    type Error = sqlx::Error;

    fn try_from(row: AttachmentRow) -> sqlx::Result<Self> {
        let attachment = Attachment {
            id: AttachmentId(row.id),
            name: row.name,
            size: convert::size(row.size)?,
            sha256: convert::sha256(&row.sha256)?,
            damage: convert::damage(row.damage.as_deref())?,
        };
        Ok((attachment, row.stored_name.parse().map_err(decode_error)?))
    }
}

#[async_trait]
impl<A: Access> SubmissionRepo for Repo<A> {
    async fn insert(&self, dump: NewDump, submission: NewSubmission) -> Result<Submitted> {
        self.0
            .write(move |connection| Box::pin(insert(connection, dump, submission)))
            .await
    }

    async fn find(&self, key: ReportKey) -> Result<Option<(DumpId, Uuid)>> {
        let mut connection = self.0.reader().await?;
        find(&mut connection, key).await.map_err(store_error)
    }

    async fn get(&self, id: DumpId) -> Result<Option<Submission>> {
        let mut connection = self.0.reader().await?;
        get(&mut connection, id).await.map_err(store_error)
    }

    async fn get_attachment(
        &self,
        dump: DumpId,
        id: AttachmentId,
    ) -> Result<Option<(Attachment, StoredName)>> {
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            AttachmentRow,
            "SELECT id, name, stored_name, size, sha256, damage FROM attachments
             WHERE id = ? AND dump_id = ?",
            id.0,
            dump.0
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(TryFrom::try_from).transpose().map_err(store_error)
    }

    async fn count_attachments(&self) -> Result<u64> {
        let mut connection = self.0.reader().await?;
        let count = query_scalar!(r#"SELECT count(*) AS "count!: i64" FROM attachments"#)
            .fetch_one(&mut *connection)
            .await
            .map_err(store_error)?;
        convert::size(count).map_err(store_error)
    }
}

async fn insert(
    connection: &mut SqliteConnection,
    dump: NewDump,
    submission: NewSubmission,
) -> sqlx::Result<Submitted> {
    let key = ReportKey {
        report_id: submission.report_id,
        client_guid: submission.origin.client_guid.clone(),
        sha256: dump.blob.sha256,
        repeats_since: submission.repeats_since,
    };
    if let Some((dump, report_id)) = find(connection, key).await? {
        return Ok(Submitted::Repeated { dump, report_id });
    }
    let mut savepoint = connection.begin().await?;
    let row = dump::insert(&mut savepoint, dump, submission.origin).await?;
    let report_id = submission.report_id.hyphenated().to_string();
    let annotations = serde_json::to_string(&submission.annotations)
        .map_err(|error| sqlx::Error::Encode(error.into()))?;
    query!(
        "INSERT INTO submissions (dump_id, report_id, annotations) VALUES (?, ?, ?)",
        row.id.0,
        report_id,
        annotations
    )
    .execute(&mut *savepoint)
    .await?;
    for attachment in submission.attachments {
        let stored_name = attachment.blob.stored_name.to_string();
        let size = convert::stored_size(attachment.blob.size);
        let sha256 = attachment.blob.sha256.0.as_slice();
        query!(
            "INSERT INTO attachments (dump_id, name, stored_name, size, sha256)
             VALUES (?, ?, ?, ?, ?)",
            row.id.0,
            attachment.name,
            stored_name,
            size,
            sha256
        )
        .execute(&mut *savepoint)
        .await?;
    }
    savepoint.commit().await?;
    Ok(Submitted::New(row))
}

async fn find(
    connection: &mut SqliteConnection,
    key: ReportKey,
) -> sqlx::Result<Option<(DumpId, Uuid)>> {
    let report_id = key.report_id.hyphenated().to_string();
    let since = key.repeats_since.timestamp_micros();
    let sha256 = key.sha256.0.as_slice();
    let found = query!(
        r#"SELECT dump_id AS "dump_id!: i64", report_id AS "report_id!: String"
           FROM submissions WHERE report_id = ?1
           UNION ALL
           SELECT dump_id, report_id FROM dumps JOIN submissions ON dump_id = id
           WHERE client_guid = ?2 AND sha256 = ?3 AND time >= ?4
           LIMIT 1"#,
        report_id,
        key.client_guid,
        sha256,
        since
    )
    .fetch_optional(connection)
    .await?;
    found
        .map(|row| {
            let report_id = row.report_id.parse().map_err(decode_error)?;
            Ok((DumpId(row.dump_id), report_id))
        })
        .transpose()
}

async fn get(connection: &mut SqliteConnection, id: DumpId) -> sqlx::Result<Option<Submission>> {
    let row = query!(
        "SELECT report_id, annotations, product, version, platform, process_type, client_guid
         FROM submissions JOIN dumps ON id = dump_id WHERE dump_id = ?",
        id.0
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let attachments = query_as!(
        AttachmentRow,
        "SELECT id, name, stored_name, size, sha256, damage FROM attachments
         WHERE dump_id = ? ORDER BY id",
        id.0
    )
    .fetch_all(connection)
    .await?;
    Ok(Some(Submission {
        report_id: row.report_id.parse().map_err(decode_error)?,
        origin: Origin {
            product: row.product,
            version: row.version,
            platform: row.platform,
            process_type: row.process_type,
            client_guid: row.client_guid,
        },
        annotations: serde_json::from_str(&row.annotations).map_err(decode_error)?,
        attachments: attachments
            .into_iter()
            .map(|row| <(Attachment, StoredName)>::try_from(row).map(|(attachment, _)| attachment))
            .collect::<sqlx::Result<_>>()?,
    }))
}
