//! Promises about the histories of dumps.

use futures::future::try_join_all;
use model::{Actor, Damage, Dump, DumpChange, DumpEvent, DumpFile, DumpId};

use super::fixture::{by, moment, new_blob, new_dump, new_dump_with_label, new_file};
use crate::{By, NewDump, Result, Store};

/// Every event of a dump, oldest first, without its number and moment.
async fn changes(store: &dyn Store, id: DumpId) -> Result<Vec<DumpChange>> {
    let events = store.dumps().list_events(id, 1_000).await?;
    Ok(events.into_iter().rev().map(|event| event.change).collect())
}

fn labelled(old: &str, new: &str) -> DumpChange {
    DumpChange::Labelled {
        old_label: old.to_owned(),
        new_label: new.to_owned(),
    }
}

fn file_of(dump: &Dump) -> DumpFile {
    DumpFile {
        original_name: dump.original_name.clone(),
        size: dump.size,
        sha256: dump.sha256,
    }
}

pub(super) async fn a_history_begins_with_the_upload(store: &dyn Store) -> Result<()> {
    store.dumps().insert(new_dump()).await?;
    let uploaded = By {
        actor: Actor::Anonymous,
        at: moment(5),
    };
    let dump = NewDump {
        uploaded,
        ..new_dump()
    };
    let dump = store.dumps().insert(dump).await?;
    let expected = DumpEvent {
        number: 1,
        time: dump.time,
        actor: Some(Actor::Anonymous),
        change: DumpChange::Uploaded,
    };
    assert_eq!(store.dumps().list_events(dump.id, 10).await?, [expected]);
    let unknown = DumpId(dump.id.0 + 1);
    assert_eq!(store.dumps().list_events(unknown, 10).await?, []);
    Ok(())
}

pub(super) async fn every_kind_of_actor_is_kept_with_its_moment(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let name = || "a'b\" é\u{301} 😀".to_owned();
    let actors = [
        Actor::User(name()),
        Actor::Client(name()),
        Actor::Machine(name()),
        Actor::Anonymous,
        Actor::Server,
    ];
    for (second, actor) in (10..).zip(&actors) {
        let by = By {
            actor: actor.clone(),
            at: moment(second),
        };
        let label = second.to_string();
        store.dumps().update_label(dump.id, label, by).await?;
    }
    let events = store.dumps().list_events(dump.id, 5).await?;
    let expected = (10..).zip(actors).map(|(second, actor)| (actor, second));
    let kept = events
        .into_iter()
        .rev()
        .map(|event| (event.actor, event.time));
    let expected = expected.map(|(actor, second)| (Some(actor), moment(second)));
    assert_eq!(kept.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    Ok(())
}

pub(super) async fn a_new_label_is_an_event_and_the_same_one_is_none(
    store: &dyn Store,
) -> Result<()> {
    let dump = store.dumps().insert(new_dump_with_label("a")).await?;
    for label in ["a", "b", "b", ""] {
        let label = label.to_owned();
        store.dumps().update_label(dump.id, label, by()).await?;
    }
    let expected = [DumpChange::Uploaded, labelled("a", "b"), labelled("b", "")];
    assert_eq!(changes(store, dump.id).await?, expected);
    Ok(())
}

pub(super) async fn a_replacement_tells_of_both_files_and_of_a_new_label(
    store: &dyn Store,
) -> Result<()> {
    let mut before = store.dumps().insert(new_dump_with_label("a")).await?;
    let mut expected = vec![DumpChange::Uploaded];
    for (label, is_new) in [(None, false), (Some("a"), false), (Some("b"), true)] {
        let label = label.map(str::to_owned);
        let replaced = store
            .dumps()
            .update_file(before.id, new_file(), label, by());
        let after = replaced.await?.expect("the dump is there").dump;
        expected.push(DumpChange::Replaced {
            old_file: file_of(&before),
            new_file: file_of(&after),
        });
        if is_new {
            expected.push(labelled("a", "b"));
        }
        before = after;
    }
    assert_eq!(changes(store, before.id).await?, expected);
    Ok(())
}

pub(super) async fn a_move_is_an_event_once(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    for archived_size in [None, Some(9), Some(8), None, None] {
        let dumps = store.dumps();
        dumps
            .update_tier(dump.stored_name, archived_size, by())
            .await?;
    }
    let expected = [
        DumpChange::Uploaded,
        DumpChange::Archived,
        DumpChange::Restored,
    ];
    assert_eq!(changes(store, dump.id).await?, expected);
    Ok(())
}

pub(super) async fn damage_is_an_event_when_it_is_news(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let missing = Some(Damage::Missing);
    let corrupt = Some(Damage::Corrupt);
    for found in [None, missing, missing, corrupt, None, None] {
        let dumps = store.dumps();
        dumps.update_damage(dump.stored_name, found, by()).await?;
    }
    let damaged = |damage| DumpChange::Damaged { damage };
    let expected = [
        DumpChange::Uploaded,
        damaged(Damage::Missing),
        damaged(Damage::Corrupt),
        DumpChange::Healed,
    ];
    assert_eq!(changes(store, dump.id).await?, expected);
    Ok(())
}

pub(super) async fn a_renamed_label_is_an_event_of_every_dump_that_carried_it(
    store: &dyn Store,
) -> Result<()> {
    let mut ids = Vec::new();
    for label in ["old", "new", "old", "old"] {
        ids.push(store.dumps().insert(new_dump_with_label(label)).await?.id);
    }
    for done in [2, 1, 0] {
        let renamed = store.labels().rename("old", "new", 2, by()).await?;
        assert_eq!(renamed, done);
    }
    let renamed = vec![DumpChange::Uploaded, labelled("old", "new")];
    let untouched = vec![DumpChange::Uploaded];
    for (id, expected) in ids.iter().zip([&renamed, &untouched, &renamed, &renamed]) {
        assert_eq!(&changes(store, *id).await?, expected, "{id}");
    }
    let newest = store.dumps().list_events(ids[0], 1).await?;
    assert_eq!(newest[0].actor, Some(by().actor));
    Ok(())
}

pub(super) async fn a_long_history_is_read_from_its_end(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let labels = (0..20).map(|number: u64| number.to_string());
    let all = labels.map(|label| store.dumps().update_label(dump.id, label, by()));
    try_join_all(all).await?;
    for limit in [1, 3, 21, 100] {
        let events = store.dumps().list_events(dump.id, limit).await?;
        let numbers: Vec<u64> = events.iter().map(|event| event.number).collect();
        let expected = (1..=21).rev().take(limit as usize);
        assert_eq!(numbers, expected.collect::<Vec<_>>());
    }
    Ok(())
}

pub(super) async fn a_change_that_fails_is_no_event(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let taken = store.dumps().insert(new_dump()).await?;
    let mut file = new_file();
    file.blob.stored_name = taken.stored_name;
    let label = Some("b".to_owned());
    let refused = store.dumps().update_file(dump.id, file, label, by()).await;
    assert!(refused.is_err());
    let mut again = new_dump();
    again.blob.stored_name = taken.stored_name;
    assert!(store.dumps().insert(again).await.is_err());
    let tx = store.begin().await?;
    tx.dumps()
        .update_label(dump.id, "b".to_owned(), by())
        .await?;
    drop(tx);
    for id in [dump.id, taken.id] {
        assert_eq!(changes(store, id).await?, [DumpChange::Uploaded]);
    }
    Ok(())
}

pub(super) async fn a_history_goes_with_its_dump(store: &dyn Store) -> Result<()> {
    let other = store.dumps().insert(new_dump()).await?;
    let dump = store.dumps().insert(new_dump()).await?;
    let label = "b".to_owned();
    store.dumps().update_label(dump.id, label, by()).await?;
    store.dumps().delete(dump.id).await?;
    assert_eq!(store.dumps().list_events(dump.id, 10).await?, []);
    assert_eq!(changes(store, other.id).await?, [DumpChange::Uploaded]);
    // Nothing is noted of bytes that are no dump's.
    let gone = new_blob().stored_name;
    let damage = Some(Damage::Missing);
    store.dumps().update_damage(gone, damage, by()).await
}
