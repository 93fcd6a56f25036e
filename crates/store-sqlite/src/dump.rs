//! Rows of dumps; lists of them are in `dump_list`.

use async_trait::async_trait;
use model::{
    Damage, Dump, DumpChange, DumpEvent, DumpFile, DumpId, DumpQuery, Origin, Page, Sha256,
    StoredName,
};
use sqlx::{FromRow, SqliteConnection, query, query_as, query_scalar};
use store::{By, DeletedDump, DumpRepo, NewDump, NewFile, ReplacedDump, Result, StoredBlob};

use crate::access::{Access, Repo};
use crate::convert::{self, decode_error, store_error};
use crate::{dump_event, dump_list, processing};

#[derive(FromRow)]
pub(crate) struct DumpRow {
    id: i64,
    original_name: String,
    stored_name: String,
    time: i64,
    label: String,
    archived: bool,
    size: i64,
    sha256: Vec<u8>,
    damage: Option<String>,
    archived_size: Option<i64>,
}

impl TryFrom<DumpRow> for Dump {
    type Error = sqlx::Error;

    fn try_from(row: DumpRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: DumpId(row.id),
            original_name: row.original_name,
            stored_name: row.stored_name.parse().map_err(decode_error)?,
            time: convert::moment(row.time)?,
            label: row.label,
            archived: row.archived,
            size: convert::size(row.size)?,
            sha256: convert::sha256(&row.sha256)?,
            damage: convert::damage(row.damage.as_deref())?,
            archived_size: row.archived_size.map(convert::size).transpose()?,
        })
    }
}

struct BlobRow {
    id: i64,
    stored_name: String,
    size: i64,
    sha256: Vec<u8>,
    damage: Option<String>,
    archived_size: Option<i64>,
    is_attachment: bool,
}

impl TryFrom<BlobRow> for StoredBlob {
    type Error = sqlx::Error;

    fn try_from(row: BlobRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: DumpId(row.id),
            stored_name: row.stored_name.parse().map_err(decode_error)?,
            size: convert::size(row.size)?,
            sha256: convert::sha256(&row.sha256)?,
            damage: convert::damage(row.damage.as_deref())?,
            archived_size: row.archived_size.map(convert::size).transpose()?,
            is_attachment: row.is_attachment,
        })
    }
}

#[async_trait]
impl<A: Access> DumpRepo for Repo<A> {
    async fn insert(&self, dump: NewDump) -> Result<Dump> {
        self.0
            .write(move |connection| Box::pin(insert(connection, dump, Origin::default())))
            .await
    }

    async fn get(&self, id: DumpId) -> Result<Option<Dump>> {
        let mut connection = self.0.reader().await?;
        get(&mut connection, id).await.map_err(store_error)
    }

    async fn find_by_sha256(&self, sha256: Sha256) -> Result<Option<Dump>> {
        let sha256 = sha256.0.as_slice();
        let mut connection = self.0.reader().await?;
        let row = query_as!(
            DumpRow,
            "SELECT id, original_name, stored_name, time, label, archived, size, sha256, damage,
                    archived_size
             FROM dumps WHERE sha256 = ? ORDER BY id LIMIT 1",
            sha256
        )
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
        row.map(Dump::try_from).transpose().map_err(store_error)
    }

    async fn list(&self, query: &DumpQuery) -> Result<Page<Dump>> {
        let mut connection = self.0.reader().await?;
        dump_list::list(&mut connection, query)
            .await
            .map_err(store_error)
    }

    async fn list_blobs(&self, first: StoredName, last: StoredName) -> Result<Vec<StoredBlob>> {
        let (first, last) = (first.to_string(), last.to_string());
        let mut connection = self.0.reader().await?;
        let rows = query_as!(
            BlobRow,
            r#"SELECT id AS "id!: i64", stored_name AS "stored_name!", size AS "size!: i64",
                      sha256 AS "sha256!: Vec<u8>", damage, archived_size,
                      FALSE AS "is_attachment!: bool"
               FROM dumps WHERE stored_name BETWEEN ?1 AND ?2
               UNION ALL
               SELECT dump_id, stored_name, size, sha256, damage, NULL, TRUE
               FROM attachments WHERE stored_name BETWEEN ?1 AND ?2
               ORDER BY 2"#,
            first,
            last
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        rows.into_iter()
            .map(StoredBlob::try_from)
            .collect::<sqlx::Result<_>>()
            .map_err(store_error)
    }

    async fn list_events(&self, id: DumpId, limit: u32) -> Result<Vec<DumpEvent>> {
        let mut connection = self.0.reader().await?;
        dump_event::list(&mut connection, id, limit)
            .await
            .map_err(store_error)
    }

    async fn update_label(&self, id: DumpId, label: String, by: By) -> Result<Option<Dump>> {
        self.0
            .write(move |connection| Box::pin(update_label(connection, id, label, by)))
            .await
    }

    async fn update_file(
        &self,
        id: DumpId,
        file: NewFile,
        label: Option<String>,
        by: By,
    ) -> Result<Option<ReplacedDump>> {
        self.0
            .write(move |connection| Box::pin(update_file(connection, id, file, label, by)))
            .await
    }

    async fn update_tier(
        &self,
        stored_name: StoredName,
        archived_size: Option<u64>,
        by: By,
    ) -> Result<Option<Dump>> {
        self.0
            .write(move |connection| {
                Box::pin(update_tier(connection, stored_name, archived_size, by))
            })
            .await
    }

    async fn update_damage(
        &self,
        stored_name: StoredName,
        damage: Option<Damage>,
        by: By,
    ) -> Result<()> {
        self.0
            .write(move |connection| Box::pin(update_damage(connection, stored_name, damage, by)))
            .await
    }

    async fn delete(&self, id: DumpId) -> Result<Option<DeletedDump>> {
        self.0
            .write(move |connection| Box::pin(delete(connection, id)))
            .await
    }
}

pub(crate) async fn get(
    connection: &mut SqliteConnection,
    id: DumpId,
) -> sqlx::Result<Option<Dump>> {
    query_as!(
        DumpRow,
        "SELECT id, original_name, stored_name, time, label, archived, size, sha256, damage,
                archived_size
         FROM dumps WHERE id = ?",
        id.0
    )
    .fetch_optional(connection)
    .await?
    .map(Dump::try_from)
    .transpose()
}

// Where several statements make a change, no constraint can refuse any but the first that
// writes: so a change that fails alone has written nothing.

pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    dump: NewDump,
    origin: Origin,
) -> sqlx::Result<Dump> {
    let stored_name = dump.blob.stored_name.to_string();
    let time = dump.uploaded.at.timestamp_micros();
    let size = convert::stored_size(dump.blob.size);
    let sha256 = dump.blob.sha256.0.as_slice();
    let row = query_as!(
        DumpRow,
        r#"INSERT INTO dumps (original_name, stored_name, time, label, size, sha256, product,
                              version, platform, process_type, client_guid)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           RETURNING id AS "id!", original_name, stored_name, time, label, archived, size, sha256,
                     damage, archived_size"#,
        dump.original_name,
        stored_name,
        time,
        dump.label,
        size,
        sha256,
        origin.product,
        origin.version,
        origin.platform,
        origin.process_type,
        origin.client_guid
    )
    .fetch_one(&mut *connection)
    .await?;
    dump_event::insert(connection, row.id, &dump.uploaded, DumpChange::Uploaded).await?;
    if let Some(note) = dump.other {
        processing::unqueue(connection, row.id, note, time).await?;
    }
    row.try_into()
}

async fn update_label(
    connection: &mut SqliteConnection,
    id: DumpId,
    label: String,
    by: By,
) -> sqlx::Result<Option<Dump>> {
    let Some(old_label) = query_scalar!("SELECT label FROM dumps WHERE id = ?", id.0)
        .fetch_optional(&mut *connection)
        .await?
    else {
        return Ok(None);
    };
    let row = query_as!(
        DumpRow,
        r#"UPDATE dumps SET label = ? WHERE id = ?
           RETURNING id AS "id!", original_name, stored_name, time, label, archived, size, sha256,
                     damage, archived_size"#,
        label,
        id.0
    )
    .fetch_one(&mut *connection)
    .await?;
    note_label(connection, id, old_label, label, &by).await?;
    row.try_into().map(Some)
}

async fn update_file(
    connection: &mut SqliteConnection,
    id: DumpId,
    file: NewFile,
    label: Option<String>,
    by: By,
) -> sqlx::Result<Option<ReplacedDump>> {
    let Some(old) = query_as!(
        DumpRow,
        "SELECT id, original_name, stored_name, time, label, archived, size, sha256, damage,
                archived_size
         FROM dumps WHERE id = ?",
        id.0
    )
    .fetch_optional(&mut *connection)
    .await?
    else {
        return Ok(None);
    };
    let stored_name = file.blob.stored_name.to_string();
    let size = convert::stored_size(file.blob.size);
    let sha256 = file.blob.sha256.0.as_slice();
    let row = query_as!(
        DumpRow,
        r#"UPDATE dumps SET original_name = ?, stored_name = ?, label = coalesce(?, label),
                  archived = FALSE, archived_size = NULL, size = ?, sha256 = ?,
                  damage = NULL
           WHERE id = ?
           RETURNING id AS "id!", original_name, stored_name, time, label, archived, size, sha256,
                     damage, archived_size"#,
        file.original_name,
        stored_name,
        label,
        size,
        sha256,
        id.0
    )
    .fetch_one(&mut *connection)
    .await?;
    if let Some(note) = file.other {
        processing::unqueue(connection, id.0, note, by.at.timestamp_micros()).await?;
    }
    let (old, dump) = (Dump::try_from(old)?, Dump::try_from(row)?);
    let replaced = DumpChange::Replaced {
        old_file: file_of(&old),
        new_file: file_of(&dump),
    };
    dump_event::insert(connection, id.0, &by, replaced).await?;
    note_label(connection, id, old.label, dump.label.clone(), &by).await?;
    Ok(Some(ReplacedDump {
        dump,
        old_stored_name: old.stored_name,
    }))
}

fn file_of(dump: &Dump) -> DumpFile {
    DumpFile {
        original_name: dump.original_name.clone(),
        size: dump.size,
        sha256: dump.sha256,
    }
}

async fn note_label(
    connection: &mut SqliteConnection,
    id: DumpId,
    old_label: String,
    new_label: String,
    by: &By,
) -> sqlx::Result<()> {
    if old_label == new_label {
        return Ok(());
    }
    let labelled = DumpChange::Labelled {
        old_label,
        new_label,
    };
    dump_event::insert(connection, id.0, by, labelled).await
}

async fn update_tier(
    connection: &mut SqliteConnection,
    stored_name: StoredName,
    archived_size: Option<u64>,
    by: By,
) -> sqlx::Result<Option<Dump>> {
    let stored_name = stored_name.to_string();
    let archived = archived_size.is_some();
    let archived_size = archived_size.map(convert::stored_size);
    let Some(row) = query_as!(
        DumpRow,
        r#"UPDATE dumps SET archived = ?1, archived_size = ?2
           WHERE stored_name = ?3 AND archived <> ?1
           RETURNING id AS "id!", original_name, stored_name, time, label, archived, size, sha256,
                     damage, archived_size"#,
        archived,
        archived_size,
        stored_name
    )
    .fetch_optional(&mut *connection)
    .await?
    else {
        return Ok(None);
    };
    let moved = if archived {
        DumpChange::Archived
    } else {
        DumpChange::Restored
    };
    dump_event::insert(connection, row.id, &by, moved).await?;
    row.try_into().map(Some)
}

async fn update_damage(
    connection: &mut SqliteConnection,
    stored_name: StoredName,
    damage: Option<Damage>,
    by: By,
) -> sqlx::Result<()> {
    let stored_name = stored_name.to_string();
    let name = damage.map(Damage::as_str);
    let changed = query_scalar!(
        r#"UPDATE dumps SET damage = ?1 WHERE stored_name = ?2 AND damage IS NOT ?1
           RETURNING id AS "id!""#,
        name,
        stored_name
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(id) = changed else {
        return update_attachment_damage(connection, &stored_name, name).await;
    };
    let found = damage.map_or(DumpChange::Healed, |damage| DumpChange::Damaged { damage });
    dump_event::insert(connection, id, &by, found).await
}

async fn update_attachment_damage(
    connection: &mut SqliteConnection,
    stored_name: &str,
    damage: Option<&str>,
) -> sqlx::Result<()> {
    query!(
        "UPDATE attachments SET damage = ? WHERE stored_name = ?",
        damage,
        stored_name
    )
    .execute(connection)
    .await
    .map(drop)
}

async fn delete(
    connection: &mut SqliteConnection,
    id: DumpId,
) -> sqlx::Result<Option<DeletedDump>> {
    let attachments = query_scalar!(
        "SELECT stored_name FROM attachments WHERE dump_id = ?",
        id.0
    )
    .fetch_all(&mut *connection)
    .await?;
    let deleted = query_as!(
        DumpRow,
        r#"DELETE FROM dumps WHERE id = ?
           RETURNING id AS "id!", original_name, stored_name, time, label, archived, size, sha256,
                     damage, archived_size"#,
        id.0
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = deleted else {
        return Ok(None);
    };
    let dump = Dump::try_from(row)?;
    let mut stored_names = vec![dump.stored_name];
    for name in attachments {
        stored_names.push(name.parse().map_err(decode_error)?);
    }
    Ok(Some(DeletedDump { dump, stored_names }))
}
