//! Dumps: their bytes, their rows, and the order of both.

use std::fs;
use std::sync::Arc;

use chrono::TimeDelta;
use futures::TryStreamExt;
use futures::future::{join_all, try_join};
use model::{Damage, DumpId};
use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use service::{Error, Principal, Result, UploadedFile};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use crate::support::{DeafStore, TestService, content, give_up_after, label, name, wait_until};

const MIB: usize = 1024 * 1024;
/// Below, at and above what is kept in memory before there is a file.
const SIZES: [usize; 7] = [1, 14, MIB - 1, MIB, MIB + 1, 2 * MIB, 3 * MIB + 17];

#[tokio::test]
async fn what_was_uploaded_comes_back() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    for (index, size) in SIZES.into_iter().enumerate() {
        let bytes = content(size);
        let dump = service.upload(&bytes).await?;
        assert_eq!(dump.id.0, i64::try_from(index).expect("small") + 1);
        assert_eq!(dump.size, size as u64);
        assert_eq!(dump.sha256.0, <[u8; 32]>::from(Sha256::digest(&bytes)));
        assert_eq!(dump.original_name, "app.dmp");
        assert_eq!(dump.label, "v1.2.3");
        assert_eq!(dump.time, service.clock.now());
        assert!(!dump.archived && dump.damage.is_none());
        assert_eq!(service.dumps.get(&member, dump.id).await?, dump);
        assert_eq!(service.download(&member, dump.id).await?, bytes);
        assert_eq!(fs::read(service.path(&dump)).expect("reads"), bytes);
    }
    assert!(service.is_in_order().await);
    Ok(())
}

#[test]
fn how_the_bytes_are_cut_into_chunks_does_not_matter() {
    let runtime = tokio::runtime::Runtime::new().expect("starts");
    let service = runtime.block_on(TestService::new());
    let member = runtime.block_on(service.member());
    let bytes = content(4 * MIB);
    let upload = async |lengths: Vec<usize>| -> Result<()> {
        let mut writer = service.dumps.begin_file();
        let mut expected = Vec::new();
        for length in lengths {
            let chunk = &bytes[expected.len()..][..length];
            writer.write(chunk).await?;
            expected.extend_from_slice(chunk);
            assert_eq!(writer.size(), expected.len() as u64);
        }
        let file = UploadedFile {
            original_name: name("app.dmp"),
            content: writer,
        };
        let permit = service.dumps.permit_upload(&Principal::Anonymous)?;
        let dump = service.dumps.create(permit, file, label("")).await?;
        assert_eq!(service.download(&member, dump.id).await?, expected);
        service.dumps.delete(&member, dump.id).await
    };
    let config = Config {
        cases: 32,
        failure_persistence: None,
        ..Config::default()
    };
    // Up to 12 chunks, of all lengths around that of the buffer.
    let lengths = vec(proptest::prop_oneof![0..64_usize, 0..MIB / 3], 0..12);
    TestRunner::new(config)
        .run(&lengths, |lengths| {
            runtime.block_on(upload(lengths)).expect("is stored");
            Ok(())
        })
        .expect("holds for all");
}

#[tokio::test]
async fn a_part_of_a_dump_can_be_read() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = content(2 * MIB + 5);
    let dump = service.upload(&bytes).await?;
    for range in [0..0, 0..1, 5..MIB, MIB - 1..MIB + 1, 2 * MIB..2 * MIB + 5] {
        let (_, blob) = service.dumps.read(&member, dump.id).await?;
        let chunks: Vec<_> = blob
            .stream(range.start as u64..range.end as u64)
            .try_collect()
            .await
            .map_err(Error::Io)?;
        assert_eq!(chunks.concat(), bytes[range.clone()], "{range:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_that_is_dropped_leaves_nothing() -> Result<()> {
    let service = TestService::new().await;
    for size in SIZES {
        let mut writer = service.dumps.begin_file();
        writer.write(&content(size)).await?;
        drop(writer);
        service.settle().await;
        assert_eq!(service.rows().await, []);
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_under_way_is_a_part_beside_its_place() -> Result<()> {
    let service = TestService::new().await;
    let mut writer = service.dumps.begin_file();
    writer.write(&content(3 * MIB)).await?;
    wait_until(async || !service.files().is_empty()).await;
    let files = service.files();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].extension().expect("has one"), "part");
    Ok(())
}

#[tokio::test]
async fn one_byte_too_many_is_refused() -> Result<()> {
    for max_upload_bytes in [10, MIB as u64, 2 * MIB as u64 + 1] {
        let service = TestService::with(|settings| {
            settings.max_upload_bytes = max_upload_bytes;
        })
        .await;
        let most = usize::try_from(max_upload_bytes).expect("small");
        service.upload(&content(most)).await?;
        let refused = service.upload(&content(most + 1)).await;
        let Err(Error::TooLarge { max_bytes }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(max_bytes, max_upload_bytes);
        service.settle().await;
        assert_eq!(service.rows().await.len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn there_must_be_room_for_what_is_announced() {
    let service = TestService::with(|settings| settings.max_upload_bytes = 1_000).await;
    for announced in [
        None,
        Some(0),
        Some(1_000),
        Some(1_000 + service::MAX_OTHER_BYTES),
    ] {
        assert!(
            service.dumps.check_room(announced).await.is_ok(),
            "{announced:?}"
        );
    }
    for announced in [1_001 + service::MAX_OTHER_BYTES, u64::MAX] {
        let refused = service.dumps.check_room(Some(announced)).await;
        assert!(matches!(refused, Err(Error::TooLarge { max_bytes: 1_000 })));
    }
    for reserve_bytes in [1 << 60, u64::MAX] {
        let service = TestService::with(|settings| settings.reserve_bytes = reserve_bytes).await;
        for announced in [None, Some(1)] {
            let refused = service.dumps.check_room(announced).await;
            assert!(matches!(refused, Err(Error::StorageFull)), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn an_operator_may_want_credentials_for_uploads() {
    let open = TestService::new().await;
    assert!(open.dumps.permit_upload(&Principal::Anonymous).is_ok());
    let closed = TestService::with(|settings| settings.anonymous_upload = false).await;
    let refused = closed.dumps.permit_upload(&Principal::Anonymous);
    assert!(matches!(refused, Err(Error::Unauthenticated)));
    let member = Principal::Member(closed.member().await);
    assert!(closed.dumps.permit_upload(&member).is_ok());
}

/// Gives up at every await of the whole of an upload, one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_gets_a_whole_dump_or_none() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    for size in [14, 2 * MIB + 1] {
        let bytes = content(size);
        let mut polls = 0;
        // Done when an upload was faster than its client.
        while give_up_after(polls, service.upload(&bytes)).await.is_none() {
            polls += 1;
            service.settle().await;
        }
        for dump in service.rows().await {
            if dump.size == size as u64 {
                assert_eq!(service.download(&member, dump.id).await?, bytes);
            }
        }
    }
    service.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_a_replacement_leaves_one_file() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let before = content(20);
    for size in [14, 2 * MIB + 1] {
        let after = content(size);
        let mut polls = 0;
        loop {
            let dump = service.upload(&before).await?;
            let replace = service.replace(&member, dump.id, &after);
            let is_done = give_up_after(polls, replace).await.is_some();
            service.settle().await;
            let bytes = service.download(&member, dump.id).await?;
            assert!(bytes == before || bytes == after, "{} bytes", bytes.len());
            service.dumps.delete(&member, dump.id).await?;
            if is_done {
                break;
            }
            polls += 1;
        }
    }
    assert_eq!(service.stop().await, []);
    Ok(())
}

#[tokio::test]
async fn a_write_that_was_given_up_spoils_the_upload() -> Result<()> {
    let service = TestService::new().await;
    let mut writer = service.dumps.begin_file();
    writer.write(&content(2 * MIB)).await?;
    // Until the disk is slower than this: the chunk is counted then, but not all taken.
    let chunk = content(3 * MIB);
    while give_up_after(1, writer.write(&chunk)).await.is_some() {}
    let file = UploadedFile {
        original_name: name("app.dmp"),
        content: writer,
    };
    let permit = service.dumps.permit_upload(&Principal::Anonymous)?;
    let created = service.dumps.create(permit, file, label("")).await;
    assert!(created.is_err(), "{created:?}");
    service.settle().await;
    assert_eq!(service.rows().await, []);
    Ok(())
}

#[tokio::test]
async fn a_replacement_keeps_id_and_time_and_removes_the_old_bytes() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let before = service.upload(&content(14)).await?;
    service.clock.advance(TimeDelta::seconds(5));
    let after = service
        .replace(&member, before.id, &content(2 * MIB))
        .await?;
    assert_eq!((after.id, after.time), (before.id, before.time));
    assert_eq!(after.original_name, "fixed.dmp");
    assert_eq!(after.label, before.label);
    assert_ne!(after.stored_name, before.stored_name);
    assert_eq!(service.download(&member, after.id).await?, content(2 * MIB));
    assert_eq!(service.files(), [service.path(&after)]);
    Ok(())
}

#[tokio::test]
async fn a_label_changes_alone_or_with_the_file() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let before = service.upload(b"bytes").await?;
    let update = |file, label| service.dumps.update(&member, before.id, file, label);
    assert_eq!(update(None, None).await?, before);
    let labelled = update(None, Some(label("triaged"))).await?;
    assert_eq!(labelled.label, "triaged");
    assert_eq!(labelled.stored_name, before.stored_name);
    let mut content = service.dumps.begin_file();
    content.write(b"other bytes").await?;
    let original_name = name("fixed.dmp");
    let file = UploadedFile {
        original_name,
        content,
    };
    let both = update(Some(file), Some(label(""))).await?;
    assert_eq!((both.label.as_str(), both.size), ("", 11));
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test]
async fn a_download_under_way_survives_replacement_and_removal() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = content(2 * MIB + 7);
    let dump = service.upload(&bytes).await?;
    let (dump, first) = service.dumps.read(&member, dump.id).await?;
    let mut under_way = Box::pin(first.stream(0..dump.size));
    let mut received = vec![under_way.try_next().await.map_err(Error::Io)?];
    let (_, not_begun) = service.dumps.read(&member, dump.id).await?;
    service.replace(&member, dump.id, b"other bytes").await?;
    service.dumps.delete(&member, dump.id).await?;
    assert_eq!(service.files(), Vec::<std::path::PathBuf>::new());
    while let Some(chunk) = under_way.try_next().await.map_err(Error::Io)? {
        received.push(Some(chunk));
    }
    let received: Vec<_> = received.into_iter().flatten().collect();
    assert_eq!(received.concat(), bytes);
    let late: Vec<_> = not_begun
        .stream(0..dump.size)
        .try_collect()
        .await
        .map_err(Error::Io)?;
    assert_eq!(late.concat(), bytes);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_replacements_leave_one_file() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"first").await?;
    let contents: Vec<Vec<u8>> = (1..20).map(|number| content(number * 100_000)).collect();
    let replacements = contents
        .iter()
        .map(|bytes| service.replace(&member, dump.id, bytes));
    for replaced in join_all(replacements).await {
        assert_eq!(replaced?.id, dump.id);
    }
    let last = service.download(&member, dump.id).await?;
    assert!(contents.contains(&last));
    assert_eq!(service.files().len(), 1);
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_finds_the_bytes_of_a_dump_that_is_being_replaced() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(&content(100)).await?;
    let replace = async {
        for size in 1..40 {
            service.replace(&member, dump.id, &content(size)).await?;
        }
        Ok::<_, Error>(())
    };
    let read = async {
        for _ in 0..200 {
            let bytes = service.download(&member, dump.id).await?;
            assert_eq!(bytes, content(bytes.len()));
        }
        Ok::<_, Error>(())
    };
    try_join(replace, read).await?;
    Ok(())
}

#[tokio::test]
async fn a_dump_is_deleted_once() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let both = [
        service.dumps.delete(&member, dump.id),
        service.dumps.delete(&member, dump.id),
    ];
    let outcomes = join_all(both).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(outcomes.iter().any(is_not_found), "{outcomes:?}");
    assert!(is_not_found(&service.dumps.delete(&member, dump.id).await));
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test]
async fn bytes_that_are_gone_already_do_not_stop_a_delete() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    fs::remove_file(service.path(&dump)).expect("removes");
    service.dumps.delete(&member, dump.id).await?;
    assert!(is_not_found(&service.dumps.get(&member, dump.id).await));
    Ok(())
}

#[tokio::test]
async fn an_unknown_dump_is_not_found_and_keeps_no_bytes() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    for id in [0, -1, 7, i64::MAX].map(DumpId) {
        let dumps = &service.dumps;
        assert!(is_not_found(&dumps.get(&member, id).await));
        assert!(is_not_found(&dumps.read(&member, id).await));
        assert!(is_not_found(&dumps.update(&member, id, None, None).await));
        let relabelled = dumps.update(&member, id, None, Some(label("x"))).await;
        assert!(is_not_found(&relabelled));
        let replaced = service.replace(&member, id, &content(2 * MIB)).await;
        assert!(is_not_found(&replaced));
        assert!(is_not_found(&dumps.delete(&member, id).await));
    }
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test]
async fn a_dump_without_its_bytes_is_not_read() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let path = service.path(&dump);
    fs::write(&path, b"byte").expect("writes");
    let read = service.dumps.read(&member, dump.id).await;
    assert!(matches!(read, Err(Error::BytesDamaged(_))), "{read:?}");
    fs::remove_file(&path).expect("removes");
    assert!(is_not_found(&service.dumps.read(&member, dump.id).await));
    for damage in Damage::ALL {
        service.mark(&dump, Some(damage)).await?;
        let read = service.dumps.read(&member, dump.id).await;
        assert!(matches!(read, Err(Error::BytesDamaged(_))), "{read:?}");
    }
    // New bytes make it whole.
    service.replace(&member, dump.id, b"found again").await?;
    assert_eq!(service.download(&member, dump.id).await?, b"found again");
    Ok(())
}

#[tokio::test]
async fn folders_that_somebody_removed_are_made_again() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    for size in [14, 2 * MIB] {
        fs::remove_dir_all(service.dumps_dir()).expect("removes");
        let dump = service.upload(&content(size)).await?;
        assert_eq!(service.download(&member, dump.id).await?, content(size));
    }
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_disk_fails_the_upload() {
    let service = TestService::new().await;
    fs::remove_dir_all(service.dumps_dir()).expect("removes");
    fs::write(service.dumps_dir(), "no folder").expect("writes");
    for size in [14, 3 * MIB] {
        let refused = service.upload(&content(size)).await;
        assert!(matches!(refused, Err(Error::Io(_))), "{refused:?}");
    }
    assert_eq!(service.rows().await, []);
}

/// Whether a row was committed is not known for sure when the answer is lost.
#[tokio::test]
async fn a_row_whose_answer_was_lost_keeps_its_bytes() -> Result<()> {
    let service = TestService::over(|_| {}, |store| Arc::new(DeafStore(store))).await;
    let member = service.member().await;
    let created = service.upload(b"first").await;
    assert!(matches!(created, Err(Error::Store(_))), "{created:?}");
    let rows = service.rows().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(service.download(&member, rows[0].id).await?, b"first");
    let replaced = service.replace(&member, rows[0].id, b"second").await;
    assert!(matches!(replaced, Err(Error::Store(_))), "{replaced:?}");
    assert_eq!(service.download(&member, rows[0].id).await?, b"second");
    Ok(())
}

/// A row of a failed commit may come back with a crash, and then wants its bytes.
#[tokio::test]
async fn bytes_of_a_row_that_is_refused_go_after_the_next_commit() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"first").await?;
    let database = SqliteConnectOptions::new().filename(service.database());
    let mut connection = SqliteConnection::connect_with(&database)
        .await
        .expect("connects");
    execute(
        &mut connection,
        "CREATE TRIGGER refuse_insert BEFORE INSERT ON dumps
         BEGIN SELECT RAISE(ABORT, 'refused'); END;
         CREATE TRIGGER refuse_update BEFORE UPDATE ON dumps
         BEGIN SELECT RAISE(ABORT, 'refused'); END",
    )
    .await;
    for size in [14, 2 * MIB] {
        let bytes = content(size);
        let created = service.upload(&bytes).await;
        assert!(matches!(created, Err(Error::Store(_))), "{created:?}");
        let replaced = service.replace(&member, dump.id, &bytes).await;
        assert!(matches!(replaced, Err(Error::Store(_))), "{replaced:?}");
    }
    assert_eq!(service.rows().await, std::slice::from_ref(&dump));
    assert_eq!(service.download(&member, dump.id).await?, b"first");
    assert_eq!(service.files().len(), 5);
    let allow = "DROP TRIGGER refuse_insert; DROP TRIGGER refuse_update";
    execute(&mut connection, allow).await;
    service.upload(b"second").await?;
    assert!(service.is_in_order().await);
    Ok(())
}

#[tokio::test]
async fn a_stopped_service_has_finished_what_clients_left_behind() {
    let service = TestService::new().await;
    for _ in 0..20 {
        assert!(give_up_after(1, service.upload(b"bytes")).await.is_none());
    }
    assert_eq!(service.stop().await.len(), 20);
}

async fn execute(connection: &mut SqliteConnection, sql: &'static str) {
    let done = sqlx::raw_sql(sql).execute(connection).await;
    done.expect("changes the schema");
}

fn is_not_found<T>(outcome: &Result<T>) -> bool {
    matches!(outcome, Err(Error::NotFound("CrashDump")))
}
