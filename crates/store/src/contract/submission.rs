//! What crash clients send with a dump.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use model::{AttachmentId, Damage, DumpFilter, DumpId, Origin};
use uuid::Uuid;

use super::fixture::{by, list, list_all, moment, new_blob, new_dump, new_dump_at};
use crate::{NewAttachment, NewDump, NewSubmission, ReportKey, Result, Store, Submitted};

fn new_submission() -> NewSubmission {
    NewSubmission {
        report_id: Uuid::new_v4(),
        origin: Origin {
            product: Some("Paint".to_owned()),
            version: Some("1.2.3".to_owned()),
            platform: Some("Linux".to_owned()),
            process_type: Some("renderer".to_owned()),
            client_guid: None,
        },
        annotations: BTreeMap::from([("channel".to_owned(), "beta \"é\"".to_owned())]),
        attachments: Vec::new(),
        repeats_since: moment(0) - TimeDelta::days(1),
    }
}

fn attachment(name: &str) -> NewAttachment {
    NewAttachment {
        name: name.to_owned(),
        blob: new_blob(),
    }
}

async fn insert(store: &dyn Store, dump: NewDump, new: NewSubmission) -> Result<DumpId> {
    match store.submissions().insert(dump, new).await? {
        Submitted::New(dump) => Ok(dump.id),
        Submitted::Repeated { .. } => panic!("it is new"),
    }
}

pub(super) async fn insert_keeps_all_that_came(store: &dyn Store) -> Result<()> {
    let new = NewSubmission {
        attachments: vec![attachment("app.log"), attachment("app.log")],
        ..new_submission()
    };
    let id = insert(store, new_dump(), new.clone()).await?;
    let kept = store.submissions().get(id).await?.expect("is there");
    assert_eq!(kept.report_id, new.report_id);
    assert_eq!(kept.origin, new.origin);
    assert_eq!(kept.annotations, new.annotations);
    assert_eq!(kept.attachments.len(), 2);
    for (kept, new) in kept.attachments.iter().zip(&new.attachments) {
        assert_eq!((&kept.name, kept.size), (&new.name, new.blob.size));
        assert_eq!((kept.sha256, kept.damage), (new.blob.sha256, None));
        let found = store.submissions().get_attachment(id, kept.id).await?;
        assert_eq!(found, Some((kept.clone(), new.blob.stored_name)));
    }
    assert_eq!(store.submissions().count_attachments().await?, 2);
    // Of another dump.
    let other = insert(store, new_dump(), new_submission()).await?;
    let first = kept.attachments[0].id;
    assert_eq!(
        store.submissions().get_attachment(other, first).await?,
        None
    );
    let unknown = AttachmentId(first.0 + 99);
    assert_eq!(store.submissions().get_attachment(id, unknown).await?, None);
    Ok(())
}

pub(super) async fn a_dump_may_come_alone(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    assert_eq!(store.submissions().get(dump.id).await?, None);
    assert_eq!(store.submissions().get(DumpId(99)).await?, None);
    Ok(())
}

pub(super) async fn a_report_is_kept_once(store: &dyn Store) -> Result<()> {
    let new = new_submission();
    let dump = insert(store, new_dump(), new.clone()).await?;
    let repeated = NewSubmission {
        attachments: vec![attachment("app.log")],
        ..new.clone()
    };
    let again = store.submissions().insert(new_dump(), repeated).await?;
    let report_id = new.report_id;
    assert_eq!(again, Submitted::Repeated { dump, report_id });
    assert_eq!(list_all(store).await?.len(), 1);
    assert_eq!(store.submissions().count_attachments().await?, 0);
    store.dumps().delete(dump).await?;
    insert(store, new_dump(), new).await?;
    Ok(())
}

pub(super) async fn a_report_is_found_when_it_comes_again(store: &dyn Store) -> Result<()> {
    let mut new = new_submission();
    new.origin.client_guid = Some("one".to_owned());
    let dump = new_dump_at(moment(0));
    let sha256 = dump.blob.sha256;
    let id = insert(store, dump, new.clone()).await?;
    let found = Some((id, new.report_id));
    let key = |report_id, guid: Option<&str>, since| ReportKey {
        report_id,
        client_guid: guid.map(str::to_owned),
        sha256,
        repeats_since: moment(since),
    };
    let (same, other) = (new.report_id, Uuid::new_v4());
    for (key, expected) in [
        (key(same, None, 9), found),
        (key(other, Some("one"), 0), found),
        (key(other, Some("one"), 1), None),
        (key(other, Some("two"), 0), None),
        (key(other, None, 0), None),
    ] {
        assert_eq!(store.submissions().find(key).await?, expected);
    }
    let others = ReportKey {
        sha256: new_blob().sha256,
        ..key(other, Some("one"), 0)
    };
    assert_eq!(store.submissions().find(others).await?, None);
    Ok(())
}

pub(super) async fn the_same_bytes_of_one_installation_are_kept_once_for_a_while(
    store: &dyn Store,
) -> Result<()> {
    let blob = new_blob();
    let of = |guid: Option<&str>| {
        let mut new = new_submission();
        new.origin.client_guid = guid.map(str::to_owned);
        new
    };
    let dump = |seconds| {
        let mut dump = new_dump_at(moment(seconds));
        dump.blob.sha256 = blob.sha256;
        dump
    };
    let first = of(Some("one"));
    let id = insert(store, dump(0), first.clone()).await?;
    let again = of(Some("one"));
    let repeated = store.submissions().insert(dump(1), again.clone()).await?;
    let report_id = first.report_id;
    let expected = Submitted::Repeated {
        dump: id,
        report_id,
    };
    assert_eq!(repeated, expected);
    insert(store, dump(2), of(Some("two"))).await?;
    insert(store, dump(3), of(None)).await?;
    insert(store, dump(4), of(None)).await?;
    let later = NewSubmission {
        repeats_since: moment(5),
        ..again
    };
    insert(store, dump(6), later).await?;
    Ok(())
}

pub(super) async fn attachments_go_with_their_dump(store: &dyn Store) -> Result<()> {
    let log = attachment("app.log");
    let new = NewSubmission {
        attachments: vec![log.clone()],
        ..new_submission()
    };
    let id = insert(store, new_dump(), new).await?;
    let before = store.statistics().storage().await?.hot;
    let deleted = store.dumps().delete(id).await?.expect("was there");
    let names = [deleted.dump.stored_name, log.blob.stored_name];
    assert_eq!(deleted.stored_names, names);
    assert_eq!(store.submissions().get(id).await?, None);
    assert_eq!(store.submissions().count_attachments().await?, 0);
    let after = store.statistics().storage().await?.hot;
    let freed = deleted.dump.size + log.blob.size;
    assert_eq!(before.stored_bytes - after.stored_bytes, freed);
    assert_eq!(before.amount.bytes - after.amount.bytes, freed);
    Ok(())
}

pub(super) async fn attachments_are_bytes_to_be_checked(store: &dyn Store) -> Result<()> {
    let log = attachment("app.log");
    let new = NewSubmission {
        attachments: vec![log.clone()],
        ..new_submission()
    };
    let id = insert(store, new_dump(), new).await?;
    let name = log.blob.stored_name;
    let listed = store.dumps().list_blobs(name, name).await?;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id, listed[0].sha256), (id, log.blob.sha256));
    assert!(listed[0].is_attachment);
    for damage in [Some(Damage::Truncated), None] {
        store.dumps().update_damage(name, damage, by()).await?;
        let kept = store.submissions().get(id).await?.expect("is there");
        assert_eq!(kept.attachments[0].damage, damage);
        let dump = store.dumps().get(id).await?.expect("is there");
        assert_eq!(dump.damage, None);
    }
    Ok(())
}

pub(super) async fn dumps_are_found_by_where_they_come_from(store: &dyn Store) -> Result<()> {
    let mut other = new_submission();
    other.origin.version = Some("1.2.4".to_owned());
    let first = insert(store, new_dump(), new_submission()).await?;
    let second = insert(store, new_dump(), other).await?;
    store.dumps().insert(new_dump()).await?;
    let text = |text: &str| Some(text.to_owned());
    for (product, version, platform, expected) in [
        (text("Paint"), None, None, vec![first, second]),
        (text("Paint"), text("1.2.4"), None, vec![second]),
        (None, text("1.2.3"), text("Linux"), vec![first]),
        (text("paint"), None, None, vec![]),
        (None, None, text("Windows"), vec![]),
    ] {
        let filter = DumpFilter {
            product,
            version,
            platform,
            ..DumpFilter::default()
        };
        let found = list(store, filter).await?;
        let found: Vec<DumpId> = found.iter().map(|dump| dump.id).collect();
        assert_eq!(found, expected);
    }
    Ok(())
}
