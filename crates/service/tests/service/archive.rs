//! The archive: moves in and out of it, and what happens beside them.

use std::fs::{self, File};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::TryStreamExt;
use futures::future::{join_all, try_join_all};
use model::{Amount, Damage, Dump, DumpId, StorageUse, TierUse};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use service::{Error, Member, Result};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use crate::support::{DeafStore, TestService, content, give_up_after};

const MIB: usize = 1024 * 1024;
/// Below, at and above what is a frame.
const SIZES: [usize; 6] = [1, 14, MIB - 1, MIB, MIB + 1, 3 * MIB + 17];

#[tokio::test]
async fn an_archived_dump_is_compressed_and_comes_back() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    for size in SIZES {
        let bytes = content(size);
        let dump = service.upload(&bytes).await?;
        let archived = service.dumps.archive(&member, dump.id).await?;
        let file = fs::read(service.archived_path(&dump)).expect("reads");
        let expected = Dump {
            archived: true,
            archived_size: Some(file.len() as u64),
            ..dump.clone()
        };
        assert_eq!(archived, expected);
        assert_eq!(service.dumps.get(&member, dump.id).await?, expected);
        // What the stock `zstd -d` makes of it.
        assert_eq!(zstd::decode_all(&file[..]).expect("is zstd"), bytes);
        assert!(!service.hot_path(&dump).exists());
        assert_eq!(service.download(&member, dump.id).await?, bytes);

        assert_eq!(service.dumps.restore(&member, dump.id).await?, dump);
        assert_eq!(fs::read(service.hot_path(&dump)).expect("reads"), bytes);
        assert_eq!(service.download(&member, dump.id).await?, bytes);
        assert!(service.is_in_order().await);
    }
    Ok(())
}

#[tokio::test]
async fn a_dump_that_is_there_already_stays_as_it_is() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    assert_eq!(service.dumps.restore(&member, dump.id).await?, dump);
    let archived = service.dumps.archive(&member, dump.id).await?;
    assert_eq!(service.dumps.archive(&member, dump.id).await?, archived);
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test]
async fn when_the_bytes_were_written_stays_known() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = File::options().write(true).open(service.path(&dump));
    let file = file.expect("opens");
    file.set_modified(long_ago).expect("sets the time");
    service.dumps.archive(&member, dump.id).await?;
    let (_, blob) = service.dumps.read(&member, dump.id).await?;
    assert_eq!(blob.modified(), long_ago);
    service.dumps.restore(&member, dump.id).await?;
    let (_, blob) = service.dumps.read(&member, dump.id).await?;
    assert_eq!(blob.modified(), long_ago);
    Ok(())
}

#[test]
fn any_part_of_an_archived_dump_can_be_read() {
    const SIZE: usize = 3 * MIB + 17;
    let runtime = tokio::runtime::Runtime::new().expect("starts");
    let service = runtime.block_on(TestService::new());
    let member = runtime.block_on(service.member());
    let bytes = content(SIZE);
    let dump = runtime.block_on(service.upload(&bytes)).expect("is stored");
    let archived = runtime.block_on(service.dumps.archive(&member, dump.id));
    archived.expect("is archived");
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    // Borders of frames, and what is close to them, as often as any other place.
    let near_a_border =
        (0..=3_usize, 0..5_usize).prop_map(|(frame, off)| (frame * MIB + off).saturating_sub(2));
    let place = prop_oneof![near_a_border, 0..=SIZE];
    TestRunner::new(config)
        .run(&(place.clone(), place), |(one, other)| {
            let (start, end) = (one.min(other), one.max(other).min(SIZE));
            let part = runtime.block_on(async {
                let (_, blob) = service.dumps.read(&member, dump.id).await?;
                let stream = blob.stream(start as u64..end as u64);
                let chunks: Vec<_> = stream.try_collect().await.map_err(Error::Io)?;
                Ok::<_, Error>(chunks.concat())
            });
            assert!(
                part.expect("is read") == bytes[start..end],
                "{start}..{end}"
            );
            Ok(())
        })
        .expect("holds for all");
}

#[tokio::test]
async fn new_bytes_of_an_archived_dump_are_not_archived() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"first").await?;
    service.dumps.archive(&member, dump.id).await?;
    let replaced = service.replace(&member, dump.id, b"second").await?;
    assert_eq!((replaced.archived, replaced.archived_size), (false, None));
    assert_eq!(service.download(&member, dump.id).await?, b"second");
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test]
async fn a_deleted_dump_leaves_nothing_in_the_archive() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    service.dumps.archive(&member, dump.id).await?;
    service.dumps.delete(&member, dump.id).await?;
    assert_eq!(service.files(), Vec::<std::path::PathBuf>::new());
    Ok(())
}

#[tokio::test]
async fn without_an_archive_nothing_is_moved() -> Result<()> {
    let service = TestService::new().await.without_archive().await;
    let member = service.member().await;
    assert!(!service.dumps.has_archive());
    let dump = service.upload(b"bytes").await?;
    for moved in moves(&service, &member, dump.id).await {
        let Err(Error::Conflict(text)) = moved else {
            panic!("{moved:?}");
        };
        assert!(text.contains("[archive] dir"), "{text}");
    }
    assert_eq!(service.download(&member, dump.id).await?, b"bytes");
    Ok(())
}

#[tokio::test]
async fn an_unknown_dump_is_not_moved() {
    let service = TestService::new().await;
    let member = service.member().await;
    for moved in moves(&service, &member, DumpId(7)).await {
        assert!(
            matches!(moved, Err(Error::NotFound("CrashDump"))),
            "{moved:?}"
        );
    }
}

/// Archiving and restoring.
async fn moves(service: &TestService, member: &Member, id: DumpId) -> [Result<Dump>; 2] {
    [
        service.dumps.archive(member, id).await,
        service.dumps.restore(member, id).await,
    ]
}

#[tokio::test]
async fn damaged_bytes_are_not_moved() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = content(2 * MIB);
    for is_archived in [false, true] {
        let mut dump = service.upload(&bytes).await?;
        if is_archived {
            dump = service.dumps.archive(&member, dump.id).await?;
        }
        let path = service.path(&dump);
        let whole = fs::read(&path).expect("reads");
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        for (file, word) in [
            (Some(&changed[..]), "changed"),
            (Some(&whole[1..]), "length"),
            (Some(b""), "length"),
            (None, "missing"),
        ] {
            match file {
                Some(file) => fs::write(&path, file).expect("writes"),
                None => fs::remove_file(&path).expect("removes"),
            }
            expect_refused(&service, &member, &dump, Some(word)).await;
            assert_eq!(service.dumps.get(&member, dump.id).await?, dump);
            assert_eq!(service.files().contains(&path), file.is_some());
        }
        fs::write(&path, &whole).expect("writes");
        service.mark(&dump, Some(Damage::Corrupt)).await?;
        expect_refused(&service, &member, &dump, Some("changed")).await;
        service.mark(&dump, None).await?;
        assert!(service.is_in_order().await);
    }
    Ok(())
}

/// A move to the other tier is refused for a reason with this word.
async fn expect_refused(service: &TestService, member: &Member, dump: &Dump, damage: Option<&str>) {
    let moved = if dump.archived {
        service.dumps.restore(member, dump.id).await
    } else {
        service.dumps.archive(member, dump.id).await
    };
    match (&moved, damage) {
        (Err(Error::BytesDamaged(text)), Some(word)) if text.contains(word) => {}
        (Err(Error::StorageFull), None) => {}
        _ => panic!("{damage:?}: {moved:?}"),
    }
}

#[tokio::test]
async fn an_archived_dump_that_was_damaged_is_not_read() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(&content(2 * MIB)).await?;
    let dump = service.dumps.archive(&member, dump.id).await?;
    let path = service.path(&dump);
    let whole = fs::read(&path).expect("reads");
    fs::write(&path, &whole[..whole.len() / 2]).expect("writes");
    let read = service.dumps.read(&member, dump.id).await;
    assert!(matches!(read, Err(Error::BytesDamaged(_))), "{read:?}");
    // What is behind the beginning is noticed when it is reached.
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    fs::write(&path, &changed).expect("writes");
    let read = service.download(&member, dump.id).await;
    assert!(matches!(read, Err(Error::Io(_))), "{read:?}");
    fs::remove_file(&path).expect("removes");
    let read = service.dumps.read(&member, dump.id).await;
    assert!(matches!(read, Err(Error::NotFound(_))), "{read:?}");
    Ok(())
}

#[tokio::test]
async fn the_reserve_stays_free_in_both_tiers() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let hot = service.upload(b"hot").await?;
    let archived = service.upload(b"archived").await?;
    let archived = service.dumps.archive(&member, archived.id).await?;
    let service = service
        .started_again(|settings| settings.reserve_bytes = 1 << 60)
        .await;
    for dump in [hot, archived] {
        expect_refused(&service, &member, &dump, None).await;
    }
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_moves_at_once_none_loses_the_bytes() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = content(MIB + MIB / 2);
    let dump = service.upload(&bytes).await?;
    let work = |number: usize| {
        let (service, member, bytes) = (&service, &member, &bytes);
        async move {
            for turn in 0..10 {
                match (number + turn) % 3 {
                    0 => drop(service.dumps.archive(member, dump.id).await?),
                    1 => drop(service.dumps.restore(member, dump.id).await?),
                    _ => assert_eq!(service.download(member, dump.id).await?, *bytes),
                }
            }
            Ok::<_, Error>(())
        }
    };
    try_join_all((0..9).map(work)).await?;
    assert_eq!(service.download(&member, dump.id).await?, bytes);
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn moves_cross_replacements_and_deletes() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    for round in 0..20_usize {
        let dump = service.upload(&content(MIB)).await?;
        let move_about = async {
            for _ in 0..4 {
                let moved = moves(&service, &member, dump.id).await;
                for moved in moved {
                    assert!(
                        matches!(moved, Ok(_) | Err(Error::NotFound(_))),
                        "{moved:?}"
                    );
                }
            }
        };
        let change = async {
            for size in 1..4 {
                service
                    .replace(&member, dump.id, &content(size * 1000))
                    .await?;
            }
            if round % 2 == 0 {
                service.dumps.delete(&member, dump.id).await?;
            }
            Ok::<_, Error>(())
        };
        let (changed, ()) = futures::future::join(change, move_about).await;
        changed?;
        if round % 2 == 1 {
            assert_eq!(service.download(&member, dump.id).await?, content(3000));
        }
        assert!(service.is_in_order().await);
    }
    Ok(())
}

#[tokio::test]
async fn a_download_under_way_outlives_both_moves() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = content(5 * MIB);
    let dump = service.upload(&bytes).await?;
    let whole = 0..bytes.len() as u64;
    let (_, from_hot) = service.dumps.read(&member, dump.id).await?;
    service.dumps.archive(&member, dump.id).await?;
    let (_, from_archive) = service.dumps.read(&member, dump.id).await?;
    service.dumps.restore(&member, dump.id).await?;
    service.dumps.delete(&member, dump.id).await?;
    for blob in [from_hot, from_archive] {
        let stream = blob.stream(whole.clone());
        let chunks: Vec<_> = stream.try_collect().await.map_err(Error::Io)?;
        assert_eq!(chunks.concat(), bytes);
    }
    Ok(())
}

/// A client that goes away stops no move halfway.
#[tokio::test]
async fn a_move_that_nobody_waits_for_is_made_or_not() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = content(2 * MIB);
    for polls in 1..4 {
        let dump = service.upload(&bytes).await?;
        drop(give_up_after(polls, service.dumps.archive(&member, dump.id)).await);
        service.settle().await;
        assert_eq!(service.download(&member, dump.id).await?, bytes);
        drop(give_up_after(polls, service.dumps.restore(&member, dump.id)).await);
        service.settle().await;
        assert_eq!(service.download(&member, dump.id).await?, bytes);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_gives_up_moves_and_leaves_nothing() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let mut dumps = Vec::new();
    for _ in 0..6 {
        dumps.push(service.upload(&content(8 * MIB)).await?);
    }
    let archive = dumps
        .iter()
        .map(|dump| service.dumps.archive(&member, dump.id));
    let mut moving = Box::pin(join_all(archive));
    assert!(give_up_after(1, &mut moving).await.is_none());
    drop(moving);
    assert_eq!(service.stop().await.len(), 6);
    Ok(())
}

/// Whether a row was switched is not known for sure when the answer is lost.
#[tokio::test]
async fn a_move_whose_answer_was_lost_keeps_the_bytes() -> Result<()> {
    let service = TestService::over(|_| {}, |store| Arc::new(DeafStore(store))).await;
    let member = service.member().await;
    let created = service.upload(b"bytes").await;
    assert!(matches!(created, Err(Error::Store(_))), "{created:?}");
    let id = service.rows().await[0].id;
    for moved in moves(&service, &member, id).await {
        assert!(matches!(moved, Err(Error::Store(_))), "{moved:?}");
        assert_eq!(service.download(&member, id).await?, b"bytes");
    }
    Ok(())
}

/// A row of a failed commit may come back with a crash, and then wants its bytes.
#[tokio::test]
async fn the_copy_of_a_move_that_is_refused_goes_after_the_next_commit() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let hot = service.upload(b"hot").await?;
    let archived = service.upload(b"archived").await?;
    let archived = service.dumps.archive(&member, archived.id).await?;
    let database = SqliteConnectOptions::new().filename(service.database());
    let connection = SqliteConnection::connect_with(&database).await;
    let mut connection = connection.expect("connects");
    let refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON dumps
                  BEGIN SELECT RAISE(ABORT, 'refused'); END";
    execute(&mut connection, refuse).await;
    for moved in [
        service.dumps.archive(&member, hot.id).await,
        service.dumps.restore(&member, archived.id).await,
    ] {
        assert!(matches!(moved, Err(Error::Store(_))), "{moved:?}");
    }
    assert_eq!(service.files().len(), 4);
    assert_eq!(service.rows().await, [hot, archived.clone()]);
    assert_eq!(service.download(&member, archived.id).await?, b"archived");
    execute(&mut connection, "DROP TRIGGER refuse").await;
    service.upload(b"another").await?;
    assert!(service.is_in_order().await);
    Ok(())
}

async fn execute(connection: &mut SqliteConnection, sql: &'static str) {
    let done = sqlx::raw_sql(sql).execute(connection).await;
    done.expect("changes the schema");
}

#[tokio::test]
async fn what_lies_where_is_known() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = vec![b'x'; 100_000];
    service.upload(&bytes).await?;
    let dump = service.upload(&bytes).await?;
    let dump = service.dumps.archive(&member, dump.id).await?;
    let tier = |stored_bytes| TierUse {
        amount: Amount {
            dumps: 1,
            bytes: 100_000,
        },
        stored_bytes,
    };
    let compressed = dump.archived_size.expect("is archived");
    assert!(compressed < 1_000, "{compressed}");
    let storage = service.statistics.storage(&member).await?;
    let expected = StorageUse {
        hot: tier(100_000),
        archive: tier(compressed),
    };
    assert_eq!(storage.used, expected);
    assert!(storage.free_bytes > 0 && storage.archive_free_bytes.is_some_and(|free| free > 0));
    let overview = service.statistics.overview(&member).await?;
    assert_eq!(overview.total.bytes, 200_000);
    assert_eq!(overview.stored_bytes, 100_000 + compressed);
    let service = service.without_archive().await;
    let storage = service.statistics.storage(&member).await?;
    assert_eq!(storage.archive_free_bytes, None);
    Ok(())
}
