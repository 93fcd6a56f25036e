//! Holds the bytes on disk against the rows.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use model::{Damage, Dump};
use service::{DataDir, Error, Finding, FsckOptions, Report, Result};
use store::Repos;
use uuid::Uuid;

use crate::support::{LOOK, REPAIR, TestService, VERIFY, VERIFY_AND_REPAIR, content, path_below};

#[tokio::test]
async fn nothing_is_found_where_all_is_well() -> Result<()> {
    let service = TestService::new().await;
    for size in [1, 100, 2 << 20] {
        service.upload(&content(size)).await?;
    }
    for options in [LOOK, REPAIR, VERIFY, VERIFY_AND_REPAIR] {
        let (report, findings) = service.fsck(options).await?;
        assert!(report.is_clean());
        assert_eq!((report.dumps, findings), (3, vec![]));
    }
    assert!(service.is_in_order().await);
    assert!(!quarantine(&service).exists());
    Ok(())
}

#[tokio::test]
async fn folders_that_are_missing_are_no_finding() -> Result<()> {
    let service = TestService::new().await;
    fs::remove_dir_all(service.dumps_dir()).expect("removes");
    let (report, _) = service.fsck(REPAIR).await?;
    assert!(report.is_clean());
    Ok(())
}

#[tokio::test]
async fn an_unfinished_upload_is_removed() -> Result<()> {
    let service = TestService::new().await;
    let part = plant(&service, &format!("{}.part", Uuid::new_v4()));
    let expected = [Finding::UnfinishedUpload { path: part.clone() }];
    let (report, findings) = service.fsck(LOOK).await?;
    assert_eq!(
        (report.unfinished_uploads, &findings[..]),
        (1, &expected[..])
    );
    assert!(!report.is_clean());
    assert!(part.exists());
    let (_, findings) = service.fsck(REPAIR).await?;
    assert_eq!(findings, expected);
    assert!(!part.exists());
    assert!(service.fsck(LOOK).await?.0.is_clean());
    Ok(())
}

#[tokio::test]
async fn bytes_without_a_row_are_put_aside() -> Result<()> {
    let service = TestService::new().await;
    let kept = service.upload(b"has a row").await?;
    let name = Uuid::new_v4().to_string();
    let stray = plant(&service, &name);
    let expected = [Finding::Stray {
        path: stray.clone(),
    }];
    let (report, findings) = service.fsck(LOOK).await?;
    assert_eq!((report.strays, &findings[..]), (1, &expected[..]));
    assert!(stray.exists());
    let (_, findings) = service.fsck(REPAIR).await?;
    assert_eq!(findings, expected);
    let moved = fs::read(quarantine(&service).join(name)).expect("was moved");
    assert_eq!(moved, b"planted");
    assert_eq!(service.files(), [service.path(&kept)]);
    assert!(service.fsck(LOOK).await?.0.is_clean());
    Ok(())
}

#[tokio::test]
async fn every_other_file_in_a_shard_is_a_stray() -> Result<()> {
    let service = TestService::new().await;
    let upper_case = Uuid::new_v4().to_string().to_uppercase();
    let strays = [
        "0/0/notes.txt",
        "0/f/notes.txt",
        &format!("0/f/{upper_case}"),
    ]
    .map(|path| service.dumps_dir().join(path));
    for (number, path) in strays.iter().enumerate() {
        fs::write(path, number.to_string()).expect("writes");
    }
    let (report, findings) = service.fsck(REPAIR).await?;
    assert_eq!(report.strays, 3);
    for path in strays {
        assert!(findings.contains(&Finding::Stray { path: path.clone() }));
        assert!(!path.exists());
    }
    // Two of one name: neither has taken the place of the other.
    let mut contents: Vec<String> = fs::read_dir(quarantine(&service))
        .expect("is there")
        .map(|entry| entry.expect("can be read").path())
        .map(|path| fs::read_to_string(path).expect("reads"))
        .collect();
    contents.sort();
    assert_eq!(contents, ["0", "1", "2"]);
    Ok(())
}

/// A database or a configuration may lie beside the shards.
#[tokio::test]
async fn files_outside_of_the_shards_are_left_alone() -> Result<()> {
    let service = TestService::new().await;
    fs::create_dir(service.dumps_dir().join("0/f/folder")).expect("makes a folder");
    let others = ["notes.txt", "0/notes.txt", "0/f/folder/deep.txt"];
    for path in others {
        fs::write(service.dumps_dir().join(path), "").expect("writes");
    }
    let (report, _) = service.fsck(REPAIR).await?;
    assert!(report.is_clean());
    for path in others {
        assert!(service.dumps_dir().join(path).exists(), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn one_file_that_cannot_be_looked_at_stops_nothing() -> Result<()> {
    let service = TestService::new().await;
    let (looping, lost) = (service.upload(b"one").await?, service.upload(b"two").await?);
    let path = service.path(&looping);
    fs::remove_file(&path).expect("removes");
    std::os::unix::fs::symlink(&path, &path).expect("links");
    fs::remove_file(service.path(&lost)).expect("removes");
    let (report, findings) = service.fsck(REPAIR).await?;
    assert_eq!((report.damaged, report.failed), (1, 1));
    assert!(!report.is_clean());
    let is_named = |finding: &Finding| match finding {
        Finding::Failed { reason } => reason.contains(&looping.stored_name.to_string()),
        _ => false,
    };
    assert!(findings.iter().any(is_named), "{findings:?}");
    Ok(())
}

#[tokio::test]
async fn a_folder_full_of_dumps_beside_an_empty_database_is_not_swept() -> Result<()> {
    let service = TestService::new().await;
    let check = || service::refuse_foreign_dumps(&*service.store, service.data_dir());
    for _ in 0..64 {
        plant(&service, &Uuid::new_v4().to_string());
    }
    // So many a crash may leave.
    check().await?;
    plant(&service, &Uuid::new_v4().to_string());
    let refused = check().await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    service.upload(b"the database is in use").await?;
    // One that knows half of them may have lost the others in many deletes.
    check().await
}

#[tokio::test]
async fn a_repair_that_fails_is_told_and_stops_nothing() -> Result<()> {
    let service = TestService::new().await;
    let stray = plant(&service, &Uuid::new_v4().to_string());
    let part = plant(&service, &format!("{}.part", Uuid::new_v4()));
    fs::write(quarantine(&service), "no folder").expect("writes");
    let (report, findings) = service.fsck(REPAIR).await?;
    assert_eq!((report.strays, report.failed), (1, 1));
    let reason = findings.iter().find_map(|finding| match finding {
        Finding::Failed { reason } => Some(reason.clone()),
        _ => None,
    });
    let reason = reason.expect("is told");
    let name = stray.file_name().and_then(|name| name.to_str());
    assert!(reason.contains(name.expect("is a UUID")), "{reason}");
    assert!(stray.exists() && !part.exists());
    Ok(())
}

#[tokio::test]
async fn a_dump_without_its_file_is_marked_until_it_is_back() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let path = service.path(&dump);
    let aside = path.with_extension("aside");
    fs::rename(&path, &aside).expect("moves");
    let elsewhere = quarantine(&service).with_extension("test");
    fs::rename(&aside, &elsewhere).expect("moves");
    expect_damage(&service, LOOK, &dump, Damage::Missing).await?;
    assert_eq!(damage(&service, &dump).await?, None);
    for _ in 0..2 {
        expect_damage(&service, REPAIR, &dump, Damage::Missing).await?;
        assert_eq!(damage(&service, &dump).await?, Some(Damage::Missing));
    }
    let read = service.dumps.read(&member, dump.id).await;
    assert!(matches!(read, Err(Error::BytesDamaged(_))), "{read:?}");
    fs::rename(&elsewhere, &path).expect("moves back");
    expect_healed(&service, LOOK, &dump).await?;
    assert_eq!(damage(&service, &dump).await?, Some(Damage::Missing));
    expect_healed(&service, REPAIR, &dump).await?;
    assert_eq!(service.download(&member, dump.id).await?, b"bytes");
    assert!(service.fsck(LOOK).await?.0.is_clean());
    Ok(())
}

#[tokio::test]
async fn a_file_of_another_length_is_damage() -> Result<()> {
    let service = TestService::new().await;
    let dump = service.upload(b"bytes").await?;
    for other in ["byte", "bytes!", ""] {
        fs::write(service.path(&dump), other).expect("writes");
        expect_damage(&service, LOOK, &dump, Damage::Truncated).await?;
    }
    expect_damage(&service, REPAIR, &dump, Damage::Truncated).await?;
    assert_eq!(damage(&service, &dump).await?, Some(Damage::Truncated));
    Ok(())
}

#[tokio::test]
async fn changed_bytes_are_found_by_reading_them() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = content(600_000);
    let dump = service.upload(&bytes).await?;
    let mut changed = bytes.clone();
    changed[500_000] ^= 1;
    fs::write(service.path(&dump), changed).expect("writes");
    assert!(service.fsck(REPAIR).await?.0.is_clean());
    expect_damage(&service, VERIFY, &dump, Damage::Corrupt).await?;
    assert_eq!(damage(&service, &dump).await?, None);
    expect_damage(&service, VERIFY_AND_REPAIR, &dump, Damage::Corrupt).await?;
    // Without reading them nobody can say that they are good again.
    expect_damage(&service, REPAIR, &dump, Damage::Corrupt).await?;
    fs::write(service.path(&dump), &bytes).expect("writes");
    expect_damage(&service, REPAIR, &dump, Damage::Corrupt).await?;
    expect_healed(&service, VERIFY_AND_REPAIR, &dump).await?;
    assert_eq!(service.download(&member, dump.id).await?, bytes);
    Ok(())
}

/// A file that gives an error where it is read, as a bad sector does.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_cannot_be_read_does_not_hide_the_others() -> Result<()> {
    let service = TestService::new().await;
    let unreadable = service.upload(b"").await?;
    let missing = service.upload(b"bytes").await?;
    fs::remove_file(service.path(&missing)).expect("removes");
    let path = service.path(&unreadable);
    fs::remove_file(&path).expect("removes");
    // Nothing is mapped at its beginning, so the first read fails with EIO.
    std::os::unix::fs::symlink("/proc/self/mem", &path).expect("links");
    let (report, findings) = service.fsck(VERIFY).await?;
    assert_eq!(report.damaged, 2);
    assert!(findings.contains(&damaged(&unreadable, Damage::Corrupt)));
    assert!(findings.contains(&damaged(&missing, Damage::Missing)));
    Ok(())
}

#[tokio::test]
async fn a_repair_needs_the_lock() -> Result<()> {
    let service = TestService::new().await;
    let part = plant(&service, &format!("{}.part", Uuid::new_v4()));
    let unlocked = service.data_dir_of_another_process();
    for options in [REPAIR, VERIFY_AND_REPAIR] {
        let refused = service.fsck_in(&unlocked, options).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    assert!(part.exists());
    Ok(())
}

#[tokio::test]
async fn beside_a_server_its_work_is_no_finding() -> Result<()> {
    let service = TestService::new().await;
    let unlocked = service.data_dir_of_another_process();
    let look = async |options| service.fsck_in(&unlocked, options).await;
    // The row of this one may be about to come.
    let young = plant(&service, &Uuid::new_v4().to_string());
    // However slow the client: the server knows.
    let slow = plant(&service, &format!("{}.part", Uuid::new_v4()));
    make_old(&slow);
    assert_eq!(look(LOOK).await?.1, []);
    make_old(&young);
    assert_eq!(look(LOOK).await?.1, [Finding::Stray { path: young }]);
    // What is wrong with rows is found all the same.
    let dump = service.upload(b"bytes").await?;
    fs::remove_file(service.path(&dump)).expect("removes");
    let (report, findings) = look(VERIFY).await?;
    assert_eq!(report.damaged, 1);
    assert!(findings.contains(&damaged(&dump, Damage::Missing)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_gives_no_false_alarm() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let work = async {
        for _ in 0..60 {
            let dump = service.upload(b"first").await?;
            service.replace(&member, dump.id, b"second").await?;
            service.dumps.delete(&member, dump.id).await?;
        }
        Ok(())
    };
    find_nothing_during(&service, work).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_that_goes_while_it_is_looked_at_is_no_finding() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    // A finding of the same shard: it is told between the look at the rows and at the files.
    let neighbour = Uuid::new_v4().to_string();
    let shard = &dump.stored_name.to_string()[..2];
    let stray = plant(&service, &format!("{shard}{}", &neighbour[2..]));
    make_old(&stray);
    let mut findings = Vec::new();
    let data_dir = service.data_dir_of_another_process();
    service::fsck(service.store.as_ref(), &data_dir, VERIFY, |finding| {
        findings.push(finding.clone());
        let delete = service.dumps.delete(&member, dump.id);
        let handle = tokio::runtime::Handle::current();
        let deleted = tokio::task::block_in_place(|| handle.block_on(delete));
        deleted.expect("is deleted once");
    })
    .await?;
    assert_eq!(findings, [Finding::Stray { path: stray }]);
    Ok(())
}

#[tokio::test]
async fn every_kind_is_counted() -> Result<()> {
    let service = TestService::new().await;
    let missing = service.upload(b"bytes").await?;
    let healed = service.upload(b"bytes").await?;
    service.mark(&healed, Some(Damage::Truncated)).await?;
    fs::remove_file(service.path(&missing)).expect("removes");
    plant(&service, &format!("{}.part", Uuid::new_v4()));
    plant(&service, &Uuid::new_v4().to_string());
    let expected = Report {
        dumps: 2,
        symbols: 0,
        unfinished_uploads: 1,
        strays: 1,
        second_copies: 0,
        damaged: 1,
        healed: 1,
        symbol_names: 0,
        failed: 0,
    };
    assert_eq!(service.fsck(LOOK).await?.0, expected);
    assert_eq!(service.fsck(VERIFY_AND_REPAIR).await?.0, expected);
    let left = Report {
        dumps: 2,
        damaged: 1,
        ..Report::default()
    };
    assert_eq!(service.fsck(LOOK).await?.0, left);
    Ok(())
}

#[tokio::test]
async fn archived_dumps_are_checked_where_they_lie() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let bytes = content(3 << 20);
    let dump = service.upload(&bytes).await?;
    let dump = service.dumps.archive(&member, dump.id).await?;
    for options in [LOOK, REPAIR, VERIFY, VERIFY_AND_REPAIR] {
        assert!(service.fsck(options).await?.0.is_clean());
    }
    let path = service.path(&dump);
    let whole = fs::read(&path).expect("reads");
    fs::write(&path, &whole[1..]).expect("writes");
    expect_damage(&service, LOOK, &dump, Damage::Truncated).await?;
    for at in [0, whole.len() / 2, whole.len() - 20] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).expect("writes");
        assert!(service.fsck(LOOK).await?.0.is_clean());
        expect_damage(&service, VERIFY, &dump, Damage::Corrupt).await?;
    }
    fs::remove_file(&path).expect("removes");
    expect_damage(&service, REPAIR, &dump, Damage::Missing).await?;
    let read = service.dumps.read(&member, dump.id).await;
    assert!(matches!(read, Err(Error::BytesDamaged(_))), "{read:?}");
    fs::write(&path, &whole).expect("writes");
    expect_healed(&service, VERIFY_AND_REPAIR, &dump).await?;
    assert_eq!(service.download(&member, dump.id).await?, bytes);
    Ok(())
}

#[tokio::test]
async fn the_archive_is_swept_as_well() -> Result<()> {
    let service = TestService::new().await;
    let name = format!("{}.zst", Uuid::new_v4());
    let stray = plant_below(service.archive_dir(), &name);
    // A name of the other tier is none of this one.
    let plain = plant_below(service.archive_dir(), &Uuid::new_v4().to_string());
    let part = plant_below(
        service.archive_dir(),
        &format!("{}.zst.part", Uuid::new_v4()),
    );
    for options in [LOOK, REPAIR] {
        let (report, _) = service.fsck(options).await?;
        assert_eq!((report.strays, report.unfinished_uploads), (2, 1));
    }
    assert!(!stray.exists() && !plain.exists() && !part.exists());
    let moved = fs::read(quarantine(&service).join(name)).expect("was moved");
    assert_eq!(moved, b"planted");
    assert!(service.fsck(LOOK).await?.0.is_clean());
    Ok(())
}

/// As after a crash between the commit of a move, or before it, and the removal.
#[tokio::test]
async fn of_two_copies_the_one_that_the_row_does_not_name_goes() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let archived = service.dumps.archive(&member, dump.id).await?;
    fs::write(service.hot_path(&dump), b"bytes").expect("writes");
    expect_second_copy(&service, &service.hot_path(&dump)).await?;
    assert_eq!(service.download(&member, dump.id).await?, b"bytes");

    let compressed = fs::read(service.path(&archived)).expect("reads");
    service.dumps.restore(&member, dump.id).await?;
    fs::write(service.archived_path(&dump), compressed).expect("writes");
    expect_second_copy(&service, &service.archived_path(&dump)).await?;
    assert_eq!(service.download(&member, dump.id).await?, b"bytes");
    assert!(!quarantine(&service).exists());
    Ok(())
}

async fn expect_second_copy(service: &TestService, path: &Path) -> Result<()> {
    let copy = Finding::SecondCopy {
        path: path.to_owned(),
    };
    // Beside a server it is one that is about to go.
    let unlocked = service.data_dir_of_another_process();
    assert_eq!(service.fsck_in(&unlocked, VERIFY).await?.1, []);
    let (report, findings) = service.fsck(VERIFY).await?;
    assert_eq!(
        (report.second_copies, &findings[..]),
        (1, &[copy.clone()][..])
    );
    assert!(!report.is_clean() && path.exists());
    assert_eq!(service.fsck(REPAIR).await?.1, [copy]);
    assert!(!path.exists());
    assert!(service.fsck(VERIFY).await?.0.is_clean());
    Ok(())
}

/// It may be all that is left.
#[tokio::test]
async fn a_second_copy_of_lost_bytes_is_put_aside() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let archived = service.dumps.archive(&member, dump.id).await?;
    let spare = service.hot_path(&dump);
    fs::rename(service.path(&archived), &spare).expect("moves");
    fs::write(&spare, b"bytes").expect("writes");
    let (report, findings) = service.fsck(REPAIR).await?;
    assert_eq!((report.damaged, report.second_copies), (1, 0));
    assert!(findings.contains(&damaged(&archived, Damage::Missing)));
    assert!(findings.contains(&Finding::Stray { path: spare }));
    let name = dump.stored_name.to_string();
    let kept = fs::read(quarantine(&service).join(name)).expect("was moved");
    assert_eq!(kept, b"bytes");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn moves_give_no_false_alarm() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let work = async {
        for _ in 0..60 {
            let dump = service.upload(b"bytes").await?;
            service.dumps.archive(&member, dump.id).await?;
            service.dumps.restore(&member, dump.id).await?;
            service.dumps.archive(&member, dump.id).await?;
            service.dumps.delete(&member, dump.id).await?;
        }
        Ok(())
    };
    find_nothing_during(&service, work).await
}

#[tokio::test]
async fn archived_dumps_are_not_lost_with_a_line_of_the_configuration() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    service.dumps.archive(&member, dump.id).await?;
    let service = service.without_archive().await;
    for options in [LOOK, REPAIR] {
        let refused = service.fsck(options).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    let refused = service::refuse_foreign_dumps(&*service.store, service.data_dir()).await;
    let Err(Error::Conflict(text)) = refused else {
        panic!("{refused:?}");
    };
    assert!(text.contains("[archive] dir"), "{text}");
    assert_eq!(damage(&service, &dump).await?, None);
    Ok(())
}

#[tokio::test]
async fn an_archive_without_its_files_is_taken_for_another_disk() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let dump = service.dumps.archive(&member, dump.id).await?;
    let check = || service::refuse_foreign_dumps(&*service.store, service.data_dir());
    check().await?;
    fs::remove_file(service.path(&dump)).expect("removes");
    let refused = check().await;
    let Err(Error::Conflict(text)) = refused else {
        panic!("{refused:?}");
    };
    assert!(text.contains("mounted"), "{text}");
    // Whoever knows better says so.
    service.fsck(REPAIR).await?;
    check().await
}

#[tokio::test]
async fn an_archive_full_of_files_beside_another_database_is_not_swept() -> Result<()> {
    let service = TestService::new().await;
    for _ in 0..65 {
        plant_below(service.archive_dir(), &format!("{}.zst", Uuid::new_v4()));
    }
    let refused = service::refuse_foreign_dumps(&*service.store, service.data_dir()).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    Ok(())
}

/// Puts a file where bytes of that name belong.
fn plant(service: &TestService, name: &str) -> PathBuf {
    plant_below(service.dumps_dir(), name)
}

fn plant_below(folder: &Path, name: &str) -> PathBuf {
    let path = path_below(folder, name);
    fs::write(&path, b"planted").expect("writes");
    path
}

fn make_old(path: &Path) {
    let yesterday = SystemTime::now() - Duration::from_hours(24);
    let file = File::options().write(true).open(path).expect("opens");
    file.set_modified(yesterday).expect("sets the time");
}

fn quarantine(service: &TestService) -> PathBuf {
    DataDir::quarantine_dir(service.data_dir())
}

fn damaged(dump: &Dump, damage: Damage) -> Finding {
    Finding::Damaged {
        id: dump.id,
        stored_name: dump.stored_name,
        damage,
        is_attachment: false,
        is_known: false,
    }
}

async fn damage(service: &TestService, dump: &Dump) -> Result<Option<Damage>> {
    let current = service.store.dumps().get(dump.id).await?;
    Ok(current.expect("is there").damage)
}

async fn expect_damage(
    service: &TestService,
    options: FsckOptions,
    dump: &Dump,
    damage: Damage,
) -> Result<()> {
    let (report, findings) = service.fsck(options).await?;
    let [
        Finding::Damaged {
            id, damage: found, ..
        },
    ] = findings[..]
    else {
        panic!("expected one damaged dump: {findings:?}");
    };
    assert_eq!((id, found), (dump.id, damage));
    assert_eq!(report.damaged, 1);
    Ok(())
}

async fn expect_healed(service: &TestService, options: FsckOptions, dump: &Dump) -> Result<()> {
    let (report, findings) = service.fsck(options).await?;
    let healed = Finding::Healed {
        id: dump.id,
        stored_name: dump.stored_name,
    };
    assert_eq!(findings, [healed]);
    assert_eq!(report.healed, 1);
    Ok(())
}

/// Checks from another process, again and again, while `work` goes on.
async fn find_nothing_during(
    service: &TestService,
    work: impl Future<Output = Result<()>>,
) -> Result<()> {
    let unlocked = service.data_dir_of_another_process();
    let look = async {
        for _ in 0..8 {
            let (_, findings) = service.fsck_in(&unlocked, VERIFY).await?;
            assert_eq!(findings, []);
        }
        Ok(())
    };
    futures::future::try_join(work, look).await?;
    Ok(())
}
