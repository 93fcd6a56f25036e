//! Histories of dumps: what is in them, and who is named.

use std::fs;

use chrono::TimeDelta;
use model::{Actor, Damage, DumpChange, DumpEvent, DumpId, Scope};
use service::{ClientDraft, Error, FsckOptions, Member, OnTaken, Principal, Result, UploadedFile};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use crate::clients::{create, get_in};
use crate::support::{CLIENT_SECRET, MACHINE_EMAIL, TestService, label, name};

const DUMP: DumpId = DumpId(1);

/// What was done to the first dump, oldest first.
async fn history(service: &TestService, by: &Member) -> Result<Vec<DumpEvent>> {
    let mut events = service.dumps.history(by, DUMP).await?;
    events.reverse();
    Ok(events)
}

async fn upload_as(service: &TestService, principal: &Principal) -> Result<()> {
    let mut content = service.dumps.begin_file();
    content.write(b"bytes").await?;
    let file = UploadedFile {
        original_name: name("app.dmp"),
        content,
    };
    let permit = service.dumps.permit_upload(principal)?;
    service.dumps.create(permit, file, label("a")).await?;
    Ok(())
}

#[tokio::test]
async fn who_uploads_and_who_changes_is_named() -> Result<()> {
    let user = Actor::User("ada@example.com".to_owned());
    let client = Actor::Client("nightly".to_owned());
    let machine = Actor::Machine(MACHINE_EMAIL.to_owned());
    for expected in [user, client, machine] {
        let service = TestService::new().await;
        let reader = service.member().await;
        let principal = match &expected {
            Actor::User(email) => {
                let user = service.insert_user(email, false).await;
                service.principal(user.id).await?
            }
            Actor::Client(name) => {
                let staff = service.staff().await;
                let issued = create(&service.clients, &staff, name, &Scope::ALL).await?;
                get_in(&service, &issued.secret).await?
            }
            _ => get_in(&service, CLIENT_SECRET).await?,
        };
        upload_as(&service, &principal).await?;
        let editor = principal.editor()?;
        let to_b = Some(label("b"));
        service.dumps.update(&editor, DUMP, None, to_b).await?;
        for event in history(&service, &reader).await? {
            assert_eq!(event.actor, Some(expected.clone()), "{event:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_without_credentials_is_anonymous() -> Result<()> {
    let service = TestService::new().await;
    let dump = service.upload(b"bytes").await?;
    let expected = DumpEvent {
        number: 1,
        time: dump.time,
        actor: Some(Actor::Anonymous),
        change: DumpChange::Uploaded,
    };
    let reader = service.member().await;
    assert_eq!(history(&service, &reader).await?, [expected]);
    Ok(())
}

/// Without the operator's secret the account is one like any other.
#[tokio::test]
async fn the_machines_account_is_a_user_where_there_is_no_secret() -> Result<()> {
    let service = TestService::with(|settings| settings.machine_secret = None).await;
    let user = service.insert_user(MACHINE_EMAIL, false).await;
    upload_as(&service, &service.principal(user.id).await?).await?;
    let reader = service.member().await;
    let expected = Some(Actor::User(MACHINE_EMAIL.to_owned()));
    assert_eq!(history(&service, &reader).await?[0].actor, expected);
    Ok(())
}

#[tokio::test]
async fn every_change_is_in_the_history_at_its_time() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let began = service.clock.now();
    let next = || service.clock.advance(TimeDelta::minutes(1));
    service.upload(b"bytes").await?;
    next();
    let to_b = Some(label("b"));
    service.dumps.update(&member, DUMP, None, to_b).await?;
    next();
    service
        .dumps
        .label_all(&member, &[DUMP], &label("c"))
        .await?;
    next();
    let renamed = service
        .labels
        .rename(&member, "c", label("d"), OnTaken::Refuse);
    renamed.await?;
    next();
    service.replace(&member, DUMP, b"other").await?;
    next();
    service.dumps.archive(&member, DUMP).await?;
    next();
    service.dumps.restore_all(&member, &[DUMP]).await?;

    let events = history(&service, &member).await?;
    let labels = |event: &DumpEvent| match &event.change {
        DumpChange::Labelled {
            old_label,
            new_label,
        } => format!("{old_label} to {new_label}"),
        DumpChange::Replaced { old_file, new_file } => {
            format!("{} to {}", old_file.original_name, new_file.original_name)
        }
        other => format!("{other:?}"),
    };
    let told: Vec<_> = events.iter().map(labels).collect();
    let expected = [
        "Uploaded",
        "v1.2.3 to b",
        "b to c",
        "c to d",
        "app.dmp to fixed.dmp",
        "Archived",
        "Restored",
    ];
    assert_eq!(told, expected);
    for (minute, event) in (0..).zip(&events) {
        assert_eq!(event.time, began + TimeDelta::minutes(minute));
    }
    let anonymous = (1, Some(Actor::Anonymous));
    let member = Actor::User("member@example.com".to_owned());
    let expected = (2..=7).map(|number| (number, Some(member.clone())));
    let expected = std::iter::once(anonymous).chain(expected);
    let named = events.into_iter().map(|event| (event.number, event.actor));
    assert_eq!(named.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn what_changes_nothing_is_not_in_the_history() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    service.upload(b"bytes").await?;
    let same = Some(label("v1.2.3"));
    service.dumps.update(&member, DUMP, None, same).await?;
    service.dumps.update(&member, DUMP, None, None).await?;
    service.dumps.restore(&member, DUMP).await?;
    assert_eq!(history(&service, &member).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_a_check_finds_is_the_server_s_doing() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let path = service.path(&dump);
    let aside = path.with_extension("aside");
    let repair = FsckOptions {
        repair: true,
        ..FsckOptions::default()
    };
    fs::rename(&path, &aside).expect("renames");
    service.fsck(FsckOptions::default()).await?;
    assert_eq!(history(&service, &member).await?.len(), 1);
    service.fsck(repair).await?;
    fs::write(&path, b"bytes").expect("writes");
    service.fsck(repair).await?;
    let events = history(&service, &member).await?;
    let found = events.into_iter().skip(1);
    let found: Vec<_> = found.map(|event| (event.actor, event.change)).collect();
    let damage = Damage::Missing;
    let expected = [DumpChange::Damaged { damage }, DumpChange::Healed];
    let expected = expected.map(|change| (Some(Actor::Server), change));
    assert_eq!(found, expected);
    Ok(())
}

/// Of dumps that were there before, the row knows when they came; nobody knows from whom.
#[tokio::test]
async fn an_upload_that_was_not_noted_is_nobody_s() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"bytes").await?;
    let options = SqliteConnectOptions::new().filename(service.database());
    let connection = SqliteConnection::connect_with(&options).await;
    sqlx::query("DELETE FROM dump_events")
        .execute(&mut connection.expect("connects"))
        .await
        .expect("forgets");
    let upload = DumpEvent {
        number: 1,
        time: dump.time,
        actor: None,
        change: DumpChange::Uploaded,
    };
    let events = history(&service, &member).await?;
    assert_eq!(events, std::slice::from_ref(&upload));
    let to_b = Some(label("b"));
    service.dumps.update(&member, DUMP, None, to_b).await?;
    let to_c = service
        .labels
        .rename(&member, "b", label("c"), OnTaken::Refuse);
    to_c.await?;
    let events = history(&service, &member).await?;
    assert_eq!(events[0], upload);
    let numbers: Vec<u64> = events.iter().map(|event| event.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    Ok(())
}

#[tokio::test]
async fn names_outlive_accounts_and_clients() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let reader = service.member().await;
    let user = service.insert_user("ada@example.com", false).await;
    upload_as(&service, &service.principal(user.id).await?).await?;
    let issued = create(&service.clients, &staff, "nightly", &Scope::ALL).await?;
    let editor = get_in(&service, &issued.secret).await?.editor()?;
    let to_b = Some(label("b"));
    service.dumps.update(&editor, DUMP, None, to_b).await?;

    service.users.delete(&staff, user.id).await?;
    let (clients, client) = (&service.clients, issued.client.id);
    let renamed = ClientDraft {
        name: Some("weekly".to_owned()),
        ..ClientDraft::default()
    };
    clients.update(&staff, client, renamed).await?;
    clients.delete(&staff, client).await?;
    let events = history(&service, &reader).await?;
    let actors: Vec<_> = events.into_iter().map(|event| event.actor).collect();
    let expected = [
        Some(Actor::User("ada@example.com".to_owned())),
        Some(Actor::Client("nightly".to_owned())),
    ];
    assert_eq!(actors, expected);
    Ok(())
}

#[tokio::test]
async fn of_a_long_history_the_newest_hundred_are_read() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    service.upload(b"bytes").await?;
    for number in 0..105 {
        let label = Some(label(&number.to_string()));
        service.dumps.update(&member, DUMP, None, label).await?;
    }
    let events = service.dumps.history(&member, DUMP).await?;
    assert_eq!(events.len(), 100);
    assert_eq!((events[0].number, events[99].number), (106, 7));
    Ok(())
}

#[tokio::test]
async fn a_dump_that_is_gone_has_no_history() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    service.upload(b"bytes").await?;
    service.dumps.delete(&member, DUMP).await?;
    let gone = service.dumps.history(&member, DUMP).await;
    assert!(
        matches!(gone, Err(Error::NotFound("CrashDump"))),
        "{gone:?}"
    );
    Ok(())
}
