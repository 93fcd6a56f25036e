//! Promises of [`crate::DumpRepo`], but for its list.

use std::collections::BTreeSet;

use futures::future::try_join_all;
use model::{Damage, Dump, DumpId, StoredName};
use uuid::Uuid;

use super::fixture::{by, damage, list_all, new_blob, new_dump, new_file};
use crate::{DeletedDump, NewBlob, NewDump, NewFile, Result, Store, StoredBlob};

pub(super) async fn insert_returns_what_get_finds(store: &dyn Store) -> Result<()> {
    let new = new_dump();
    let dump = store.dumps().insert(new.clone()).await?;
    let expected = Dump {
        id: dump.id,
        original_name: new.original_name,
        stored_name: new.blob.stored_name,
        time: new.uploaded.at,
        label: new.label,
        archived: false,
        size: new.blob.size,
        sha256: new.blob.sha256,
        damage: None,
        archived_size: None,
    };
    assert_eq!(dump, expected);
    assert_eq!(store.dumps().get(dump.id).await?, Some(expected));
    Ok(())
}

pub(super) async fn texts_and_sizes_are_kept_exactly(store: &dyn Store) -> Result<()> {
    let long = "😀".repeat(255);
    for text in [" ", "a'b\"c\\d%e_f", "дамп\r\n2 é\u{301}\u{202e}<b>", &long] {
        for size in [0, 1, u64::from(u32::MAX) + 1, 1 << 62] {
            let dump = NewDump {
                original_name: text.to_owned(),
                label: text.to_owned(),
                blob: NewBlob { size, ..new_blob() },
                ..new_dump()
            };
            let dump = store.dumps().insert(dump).await?;
            assert_eq!((dump.original_name.as_str(), dump.size), (text, size));
            assert_eq!(store.dumps().get(dump.id).await?, Some(dump));
        }
    }
    Ok(())
}

pub(super) async fn ids_count_up_and_are_never_given_again(store: &dyn Store) -> Result<()> {
    let first = store.dumps().insert(new_dump()).await?;
    let second = store.dumps().insert(new_dump()).await?;
    assert_eq!((first.id, second.id), (DumpId(1), DumpId(2)));
    store.dumps().delete(second.id).await?;
    store.dumps().delete(first.id).await?;
    let third = store.dumps().insert(new_dump()).await?;
    assert_eq!(third.id, DumpId(3));
    Ok(())
}

pub(super) async fn an_unknown_id_is_none(store: &dyn Store) -> Result<()> {
    let known = store.dumps().insert(new_dump()).await?;
    for id in [0, -1, known.id.0 + 1, i64::MAX, i64::MIN].map(DumpId) {
        let dumps = store.dumps();
        assert_eq!(dumps.get(id).await?, None);
        assert_eq!(dumps.update_label(id, "x".to_owned(), by()).await?, None);
        assert_eq!(dumps.update_file(id, new_file(), None, by()).await?, None);
        assert_eq!(dumps.delete(id).await?, None);
    }
    assert_eq!(list_all(store).await?, [known]);
    Ok(())
}

pub(super) async fn bytes_are_found_by_their_sha256(store: &dyn Store) -> Result<()> {
    let dumps = store.dumps();
    let first = dumps.insert(new_dump()).await?;
    let mut same = new_dump();
    same.blob.sha256 = first.sha256;
    dumps.insert(same).await?;
    let found = dumps.find_by_sha256(first.sha256).await?;
    assert_eq!(found, Some(first));
    assert_eq!(dumps.find_by_sha256(new_blob().sha256).await?, None);
    Ok(())
}

pub(super) async fn update_label_changes_the_label_alone(store: &dyn Store) -> Result<()> {
    let other = store.dumps().insert(new_dump()).await?;
    let dump = store.dumps().insert(new_dump()).await?;
    for label in ["triaged", ""] {
        let expected = Dump {
            label: label.to_owned(),
            ..dump.clone()
        };
        let updated = store
            .dumps()
            .update_label(dump.id, label.to_owned(), by())
            .await?;
        assert_eq!(updated.as_ref(), Some(&expected));
        assert_eq!(store.dumps().get(dump.id).await?, updated);
    }
    assert_eq!(store.dumps().get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn update_file_changes_the_bytes_and_keeps_the_time(
    store: &dyn Store,
) -> Result<()> {
    let other = store.dumps().insert(new_dump()).await?;
    let mut before = store.dumps().insert(new_dump()).await?;
    for label in [None, Some("triaged"), Some("")] {
        let file = new_file();
        let expected = Dump {
            original_name: file.original_name.clone(),
            stored_name: file.blob.stored_name,
            label: label.map_or_else(|| before.label.clone(), str::to_owned),
            size: file.blob.size,
            sha256: file.blob.sha256,
            ..before.clone()
        };
        let label = label.map(str::to_owned);
        let replaced = store
            .dumps()
            .update_file(before.id, file, label, by())
            .await?;
        let replaced = replaced.expect("the dump is there");
        assert_eq!(replaced.dump, expected);
        assert_eq!(replaced.old_stored_name, before.stored_name);
        assert_eq!(store.dumps().get(before.id).await?, Some(expected));
        before = replaced.dump;
    }
    assert_eq!(store.dumps().get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn update_file_clears_the_damage(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let damaged = Some(Damage::Missing);
    store
        .dumps()
        .update_damage(dump.stored_name, damaged, by())
        .await?;
    let replaced = store
        .dumps()
        .update_file(dump.id, new_file(), None, by())
        .await?;
    assert_eq!(replaced.expect("the dump is there").dump.damage, None);
    Ok(())
}

/// The bytes of each old name are removed by whoever gets it: none may be forgotten.
pub(super) async fn concurrent_replacements_hand_out_every_old_name_once(
    store: &dyn Store,
) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let files: Vec<NewFile> = (0..20).map(|_| new_file()).collect();
    let mut expected: BTreeSet<StoredName> =
        files.iter().map(|file| file.blob.stored_name).collect();
    expected.insert(dump.stored_name);
    let replaced = files
        .into_iter()
        .map(|file| store.dumps().update_file(dump.id, file, None, by()));
    let mut names: Vec<StoredName> = try_join_all(replaced)
        .await?
        .into_iter()
        .map(|replaced| replaced.expect("the dump is there").old_stored_name)
        .collect();
    let current = store
        .dumps()
        .get(dump.id)
        .await?
        .expect("it is still there");
    names.push(current.stored_name);
    assert_eq!(names.len(), expected.len());
    assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), expected);
    Ok(())
}

pub(super) async fn delete_returns_what_it_was_once(store: &dyn Store) -> Result<()> {
    let other = store.dumps().insert(new_dump()).await?;
    let dump = store.dumps().insert(new_dump()).await?;
    let deleted = DeletedDump {
        stored_names: vec![dump.stored_name],
        dump: dump.clone(),
    };
    assert_eq!(store.dumps().delete(dump.id).await?, Some(deleted));
    assert_eq!(store.dumps().get(dump.id).await?, None);
    assert_eq!(store.dumps().delete(dump.id).await?, None);
    assert_eq!(list_all(store).await?, [other]);
    Ok(())
}

pub(super) async fn of_two_concurrent_deletes_one_gets_the_dump(store: &dyn Store) -> Result<()> {
    for _ in 0..20 {
        let dump = store.dumps().insert(new_dump()).await?;
        let both = [store.dumps().delete(dump.id), store.dumps().delete(dump.id)];
        let deleted = try_join_all(both).await?.into_iter().flatten();
        let deleted = deleted.map(|deleted| deleted.dump);
        assert_eq!(deleted.collect::<Vec<_>>(), [dump]);
    }
    Ok(())
}

pub(super) async fn blobs_are_listed_by_an_inclusive_range_of_names(
    store: &dyn Store,
) -> Result<()> {
    let name = |bits: u128| StoredName(Uuid::from_u128(bits << 120));
    let mut blobs = Vec::new();
    // Not in their order, and some with digits that sort as letters.
    for bits in [0xff, 0x10, 0x9a, 0x00, 0x1f, 0xa9] {
        let blob = NewBlob {
            stored_name: name(bits),
            ..new_blob()
        };
        let dump = store.dumps().insert(NewDump { blob, ..new_dump() }).await?;
        blobs.push(StoredBlob {
            id: dump.id,
            stored_name: dump.stored_name,
            size: dump.size,
            sha256: dump.sha256,
            damage: None,
            archived_size: None,
            is_attachment: false,
        });
    }
    blobs.sort_by_key(|blob| blob.stored_name);
    for (first, last) in [(0, 0xff), (0x10, 0x9a), (0x11, 0x99), (0x9a, 0x9a), (2, 3)] {
        let expected: Vec<&StoredBlob> = blobs
            .iter()
            .filter(|blob| (name(first)..=name(last)).contains(&blob.stored_name))
            .collect();
        let listed = store.dumps().list_blobs(name(first), name(last)).await?;
        assert_eq!(
            listed.iter().collect::<Vec<_>>(),
            expected,
            "{first}..={last}"
        );
    }
    Ok(())
}

pub(super) async fn damage_is_noted_and_taken_back(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let other = store.dumps().insert(new_dump()).await?;
    for noted in Damage::ALL.map(Some).into_iter().chain([None]) {
        store
            .dumps()
            .update_damage(dump.stored_name, noted, by())
            .await?;
        assert_eq!(damage(store, dump.stored_name).await?, noted);
        let expected = Dump {
            damage: noted,
            ..dump.clone()
        };
        assert_eq!(store.dumps().get(dump.id).await?, Some(expected));
    }
    // The dump may be gone by the time it is checked.
    let unknown = new_blob().stored_name;
    store
        .dumps()
        .update_damage(unknown, Some(Damage::Corrupt), by())
        .await?;
    assert_eq!(list_all(store).await?, [dump, other]);
    Ok(())
}

pub(super) async fn bytes_move_to_the_other_tier_and_back(store: &dyn Store) -> Result<()> {
    let other = store.dumps().insert(new_dump()).await?;
    let dump = store.dumps().insert(new_dump()).await?;
    let name = dump.stored_name;
    assert_eq!(store.dumps().update_tier(name, None, by()).await?, None);
    for archived_size in [Some(9), None, Some(0)] {
        let moved = store.dumps().update_tier(name, archived_size, by()).await?;
        let expected = Dump {
            archived: archived_size.is_some(),
            archived_size,
            ..dump.clone()
        };
        assert_eq!(moved.as_ref(), Some(&expected));
        assert_eq!(store.dumps().get(dump.id).await?, moved);
        let blobs = store.dumps().list_blobs(name, name).await?;
        assert_eq!(blobs.len(), 1);
        assert_eq!(blobs[0].archived_size, archived_size);
        // It is there already.
        let again = store
            .dumps()
            .update_tier(name, archived_size.map(|_| 7), by());
        assert_eq!(again.await?, None);
        assert_eq!(store.dumps().get(dump.id).await?, Some(expected));
    }
    let unknown = new_blob().stored_name;
    assert_eq!(
        store.dumps().update_tier(unknown, Some(1), by()).await?,
        None
    );
    assert_eq!(store.dumps().get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn of_concurrent_moves_one_succeeds(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let all = (1..20).map(|size| {
        store
            .dumps()
            .update_tier(dump.stored_name, Some(size), by())
    });
    let moved: Vec<Dump> = try_join_all(all).await?.into_iter().flatten().collect();
    assert_eq!(moved.len(), 1);
    assert_eq!(store.dumps().get(dump.id).await?.as_ref(), moved.first());
    Ok(())
}

pub(super) async fn new_bytes_are_not_archived(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    store
        .dumps()
        .update_tier(dump.stored_name, Some(9), by())
        .await?;
    let replaced = store
        .dumps()
        .update_file(dump.id, new_file(), None, by())
        .await?;
    let replaced = replaced.expect("the dump is there");
    assert_eq!(replaced.old_stored_name, dump.stored_name);
    assert_eq!(
        (replaced.dump.archived, replaced.dump.archived_size),
        (false, None)
    );
    // What was to move is not the dump's any more.
    let late = store
        .dumps()
        .update_tier(dump.stored_name, None, by())
        .await?;
    assert_eq!(late, None);
    Ok(())
}
