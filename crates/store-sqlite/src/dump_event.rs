//! Rows of events: the histories of dumps.

use model::{Damage, DumpChange, DumpEvent, DumpFile, DumpId};
use sqlx::{SqliteConnection, query, query_as};
use store::By;

use crate::convert::{self, decode_error, given};

struct EventRow {
    number: i64,
    time: i64,
    actor_kind: Option<String>,
    actor_name: Option<String>,
    event: String,
    old_label: Option<String>,
    new_label: Option<String>,
    old_name: Option<String>,
    new_name: Option<String>,
    old_size: Option<i64>,
    new_size: Option<i64>,
    old_sha256: Option<Vec<u8>>,
    new_sha256: Option<Vec<u8>>,
    damage: Option<String>,
}

impl TryFrom<EventRow> for DumpEvent {
    type Error = sqlx::Error;

    fn try_from(row: EventRow) -> sqlx::Result<Self> {
        Ok(Self {
            number: row.number.try_into().map_err(decode_error)?,
            time: convert::moment(row.time)?,
            actor: row
                .actor_kind
                .map(|kind| convert::actor(&kind, row.actor_name))
                .transpose()?,
            change: match row.event.as_str() {
                "uploaded" => DumpChange::Uploaded,
                "labelled" => DumpChange::Labelled {
                    old_label: given(row.old_label)?,
                    new_label: given(row.new_label)?,
                },
                "replaced" => DumpChange::Replaced {
                    old_file: file(row.old_name, row.old_size, row.old_sha256)?,
                    new_file: file(row.new_name, row.new_size, row.new_sha256)?,
                },
                "archived" => DumpChange::Archived,
                "restored" => DumpChange::Restored,
                "damaged" => DumpChange::Damaged {
                    damage: given(convert::damage(row.damage.as_deref())?)?,
                },
                "healed" => DumpChange::Healed,
                other => return Err(decode_error(format!("unknown event {other:?}"))),
            },
        })
    }
}

fn file(
    name: Option<String>,
    size: Option<i64>,
    sha256: Option<Vec<u8>>,
) -> sqlx::Result<DumpFile> {
    Ok(DumpFile {
        original_name: given(name)?,
        size: convert::size(given(size)?)?,
        sha256: convert::sha256(&given(sha256)?)?,
    })
}

pub(crate) async fn list(
    connection: &mut SqliteConnection,
    id: DumpId,
    limit: u32,
) -> sqlx::Result<Vec<DumpEvent>> {
    let rows = query_as!(
        EventRow,
        r#"SELECT number AS "number!: i64", time AS "time!: i64",
                  actor_kind AS "actor_kind?", actor_name AS "actor_name?", event AS "event!",
                  old_label, new_label, old_name, new_name, old_size, new_size, old_sha256,
                  new_sha256, damage
           FROM dump_events WHERE dump_id = ?1
           UNION ALL
           SELECT 1, time, NULL, NULL, 'uploaded', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                  NULL
           FROM dumps
           WHERE id = ?1
             AND NOT EXISTS (SELECT * FROM dump_events WHERE dump_id = ?1 AND number = 1)
           ORDER BY 1 DESC LIMIT ?2"#,
        id.0,
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(DumpEvent::try_from).collect()
}

/// Notes what has been done to a dump.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    dump_id: i64,
    by: &By,
    change: DumpChange,
) -> sqlx::Result<()> {
    let time = by.at.timestamp_micros();
    let (actor_kind, actor_name) = (by.actor.kind(), by.actor.name());
    let columns = Columns::from(change);
    let (old, new) = (columns.old_file, columns.new_file);
    let (old_size, new_size) = (stored_size(old.as_ref()), stored_size(new.as_ref()));
    let (old_sha256, new_sha256) = (sha256(old.as_ref()), sha256(new.as_ref()));
    let (old_name, new_name) = (name(old.as_ref()), name(new.as_ref()));
    query!(
        "INSERT INTO dump_events (dump_id, number, time, actor_kind, actor_name, event, old_label,
                                  new_label, old_name, new_name, old_size, new_size, old_sha256,
                                  new_sha256, damage)
         SELECT ?1, coalesce(max(number), ?2) + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
                ?14, ?15
         FROM dump_events WHERE dump_id = ?1",
        dump_id,
        columns.events_before,
        time,
        actor_kind,
        actor_name,
        columns.event,
        columns.old_label,
        columns.new_label,
        old_name,
        new_name,
        old_size,
        new_size,
        old_sha256,
        new_sha256,
        columns.damage
    )
    .execute(connection)
    .await
    .map(drop)
}

/// Notes that the first `limit` dumps with the label `from` are about to get the label `to`.
pub(crate) async fn insert_renamed(
    connection: &mut SqliteConnection,
    from: &str,
    to: &str,
    limit: u32,
    by: &By,
) -> sqlx::Result<()> {
    let time = by.at.timestamp_micros();
    let (actor_kind, actor_name) = (by.actor.kind(), by.actor.name());
    query!(
        "INSERT INTO dump_events (dump_id, number, time, actor_kind, actor_name, event, old_label,
                                  new_label)
         SELECT id,
                (SELECT coalesce(max(number), 1) + 1 FROM dump_events WHERE dump_id = dumps.id),
                ?, ?, ?, 'labelled', label, ?
         FROM dumps WHERE label = ? ORDER BY id LIMIT ?",
        time,
        actor_kind,
        actor_name,
        to,
        from,
        limit
    )
    .execute(connection)
    .await
    .map(drop)
}

/// What differs from one kind of event to another.
#[derive(Default)]
struct Columns {
    event: &'static str,
    /// At least: an upload has none before it, everything else has an upload.
    events_before: i64,
    old_label: Option<String>,
    new_label: Option<String>,
    old_file: Option<DumpFile>,
    new_file: Option<DumpFile>,
    damage: Option<&'static str>,
}

impl From<DumpChange> for Columns {
    fn from(change: DumpChange) -> Self {
        let of = |event| Self {
            event,
            events_before: 1,
            ..Self::default()
        };
        match change {
            DumpChange::Uploaded => Self {
                events_before: 0,
                ..of("uploaded")
            },
            DumpChange::Labelled {
                old_label,
                new_label,
            } => Self {
                old_label: Some(old_label),
                new_label: Some(new_label),
                ..of("labelled")
            },
            DumpChange::Replaced { old_file, new_file } => Self {
                old_file: Some(old_file),
                new_file: Some(new_file),
                ..of("replaced")
            },
            DumpChange::Archived => of("archived"),
            DumpChange::Restored => of("restored"),
            DumpChange::Damaged { damage } => Self {
                damage: Some(Damage::as_str(damage)),
                ..of("damaged")
            },
            DumpChange::Healed => of("healed"),
        }
    }
}

fn name(file: Option<&DumpFile>) -> Option<&str> {
    file.map(|file| file.original_name.as_str())
}

fn stored_size(file: Option<&DumpFile>) -> Option<i64> {
    file.map(|file| convert::stored_size(file.size))
}

fn sha256(file: Option<&DumpFile>) -> Option<&[u8]> {
    file.map(|file| file.sha256.0.as_slice())
}
