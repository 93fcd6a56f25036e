//! Groups of crashes: what people say of them, what opens them again, and other rules.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use model::{
    Actor, Crash, Dump, NewSignatures, NewState, Origin, ProductVersion, Regrouping, Sha256,
    SignatureChange, SignatureCount, SignatureFilter, SignatureId, SignatureOrdering,
    SignaturePatterns, SignatureQuery, SignatureState, SignatureSummary, StoredName,
};
use processing::signature::{ProtoSignature, Rules, VERSION};
use service::{Error, Member, Result, Staff};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use store::{
    By, NewBlob, NewDump, NewReport, NewSubmission, Outcome, Repos, RulesVersion, Submitted,
};
use uuid::Uuid;

use crate::support::{TestService, wait_until};

const BUILT_IN: RulesVersion = RulesVersion {
    built_in: VERSION,
    staff: 0,
};

/// A dump with the report of its crash, grouped by the built-in rules.
async fn crash(service: &TestService, frames: &[&str]) -> Dump {
    crash_of(service, frames, "1.0", BUILT_IN).await
}

async fn crash_of(
    service: &TestService,
    frames: &[&str],
    version: &str,
    rules: RulesVersion,
) -> Dump {
    let origin = Origin {
        version: Some(version.to_owned()),
        ..Origin::default()
    };
    crash_from(service, frames, origin, rules).await
}

async fn crash_from(
    service: &TestService,
    frames: &[&str],
    origin: Origin,
    rules: RulesVersion,
) -> Dump {
    let name = StoredName(Uuid::new_v4());
    let dump = NewDump {
        original_name: "app.dmp".to_owned(),
        label: String::new(),
        uploaded: By {
            actor: Actor::Anonymous,
            at: service.clock.now(),
        },
        blob: NewBlob {
            stored_name: name,
            size: 1,
            sha256: Sha256([7; 32]),
        },
        other: None,
    };
    let submission = NewSubmission {
        report_id: Uuid::new_v4(),
        origin,
        annotations: BTreeMap::new(),
        attachments: Vec::new(),
        repeats_since: service.clock.now(),
    };
    let rows = service.store.submissions();
    let submitted = rows.insert(dump, submission).await.expect("inserts");
    let Submitted::New(dump) = submitted else {
        panic!("it came before");
    };
    let proto = ProtoSignature {
        frames: frames.iter().map(|&frame| frame.to_owned()).collect(),
        circumstance: None,
    };
    let signature = Rules::default().signature(&proto);
    let report = NewReport {
        crash: Crash {
            signature: Some(signature.as_str().to_owned()),
            ..Crash::default()
        },
        proto_signature: serde_json::to_string(&proto).expect("plain data"),
        rules,
        ..NewReport::default()
    };
    let queue = service.store.processing();
    let claimed = queue.claim().await.expect("claims").expect("is queued");
    assert_eq!(claimed.id, dump.id);
    let outcome = Outcome::Report(Box::new(report));
    let finished = queue.finish(dump.id, name, outcome, service.clock.now());
    finished.await.expect("finishes");
    dump
}

fn ignore(patterns: &[&str]) -> SignaturePatterns {
    SignaturePatterns {
        ignore: patterns.iter().map(|&pattern| pattern.to_owned()).collect(),
        ..SignaturePatterns::default()
    }
}

fn everything(limit: u32, after: Option<String>) -> SignatureQuery {
    SignatureQuery {
        filter: SignatureFilter::default(),
        ordering: SignatureOrdering::Signature,
        limit,
        after,
    }
}

async fn list(service: &TestService, member: &Member) -> Vec<SignatureSummary> {
    let query = everything(100, None);
    let page = service.signatures.list(member, &query).await;
    page.expect("lists").rows
}

/// The groups by their text, with how many crashes they have.
async fn groups(service: &TestService, member: &Member) -> Vec<(String, u64)> {
    let rows = list(service, member).await.into_iter();
    rows.map(|row| (row.signature, row.crashes)).collect()
}

fn counts(groups: &[(&str, u64)]) -> Vec<(String, u64)> {
    let count = |&(signature, crashes): &(&str, u64)| (signature.to_owned(), crashes);
    groups.iter().map(count).collect()
}

async fn id(service: &TestService, member: &Member, signature: &str) -> SignatureId {
    let found = service.signatures.find(member, signature).await;
    found.expect("looks").expect("is there")
}

fn resolved(version: Option<&str>) -> SignatureChange {
    SignatureChange {
        state: Some(NewState::Resolved {
            in_version: version.map(str::to_owned),
        }),
        note: Some("mine".to_owned()),
        note_before: None,
    }
}

/// Waits until all crashes are grouped by the newest rules.
async fn settle(service: &TestService, staff: &Staff) {
    wait_until(async || {
        let rules = service.signatures.rules(staff.member()).await;
        rules.expect("reads").outdated == 0
    })
    .await;
}

fn fields<T: std::fmt::Debug>(outcome: Result<T>) -> Vec<(String, Vec<String>)> {
    match outcome {
        Err(Error::Invalid(errors)) => errors
            .iter()
            .map(|(field, messages)| (field.to_owned(), messages.to_vec()))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_member_says_something_of_a_group() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    crash(&service, &["parse"]).await;
    let id = id(&service, &member, "parse").await;
    let change = SignatureChange {
        note: Some(" see 17\n".to_owned()),
        ..resolved(Some(" 1.1 "))
    };
    let group = service
        .signatures
        .update(&member, id, change)
        .await?
        .summary;
    assert_eq!(group.state, SignatureState::Resolved);
    assert_eq!(group.resolved_in.as_deref(), Some("1.1"));
    assert_eq!(group.note, "see 17");
    assert_eq!(group.state_changed_at, Some(service.clock.now()));
    let by = Actor::User("member@example.com".to_owned());
    assert_eq!(group.state_changed_by, Some(by));
    assert_eq!(group.trend.len(), 30);
    assert_eq!(group.trend[29], 1);
    // An empty version is none.
    let change = resolved(Some(" "));
    let group = service.signatures.update(&member, id, change).await?;
    assert_eq!(group.summary.resolved_in, None);
    Ok(())
}

#[tokio::test]
async fn a_note_that_somebody_has_changed_is_not_lost() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    crash(&service, &["parse"]).await;
    let id = id(&service, &member, "parse").await;
    let change = |before: &str, note: &str| SignatureChange {
        note: Some(note.to_owned()),
        note_before: Some(before.to_owned()),
        state: None,
    };
    let signatures = &service.signatures;
    signatures.update(&member, id, change("", "theirs")).await?;
    let refused = signatures.update(&member, id, change("", "mine")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    let kept = signatures.get(&member, id).await?.summary.note;
    assert_eq!(kept, "theirs");
    let gone = signatures
        .update(&member, SignatureId(99), change("", "mine"))
        .await;
    assert!(matches!(gone, Err(Error::NotFound("Signature"))));
    Ok(())
}

#[tokio::test]
async fn lines_of_a_note_end_in_one_way() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    crash(&service, &["parse"]).await;
    let id = id(&service, &member, "parse").await;
    let change = SignatureChange {
        note: Some("a\r\nb\rc".to_owned()),
        ..SignatureChange::default()
    };
    let group = service.signatures.update(&member, id, change).await?;
    assert_eq!(group.summary.note, "a\nb\nc");
    Ok(())
}

#[tokio::test]
async fn what_is_too_long_or_unknown_is_refused() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    crash(&service, &["parse"]).await;
    let id = id(&service, &member, "parse").await;
    let change = SignatureChange {
        note: Some("x".repeat(10_001)),
        ..resolved(Some(&"1".repeat(256)))
    };
    let refused = service.signatures.update(&member, id, change).await;
    let refused: Vec<_> = fields(refused)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(refused, ["resolved_in", "note"]);
    let change = SignatureChange {
        note: Some("\0".to_owned()),
        ..SignatureChange::default()
    };
    let refused = service.signatures.update(&member, id, change).await;
    assert_eq!(fields(refused)[0].0, "note");
    let unknown = SignatureId(99);
    let change = SignatureChange::default();
    let missing = service.signatures.update(&member, unknown, change).await;
    assert!(matches!(missing, Err(Error::NotFound("Signature"))));
    let missing = service.signatures.get(&member, unknown).await;
    assert!(matches!(missing, Err(Error::NotFound("Signature"))));
    Ok(())
}

#[tokio::test]
async fn a_group_that_goes_with_what_was_said_is_told_once_more() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = crash(&service, &["parse"]).await;
    let id = id(&service, &member, "parse").await;
    let signatures = &service.signatures;
    signatures.update(&member, id, resolved(None)).await?;
    service
        .store
        .dumps()
        .delete(dump.id)
        .await
        .expect("deletes");
    let change = SignatureChange {
        state: Some(NewState::Open),
        note: Some(String::new()),
        note_before: None,
    };
    let group = signatures.update(&member, id, change).await?.summary;
    assert_eq!(
        (group.state, group.note.as_str()),
        (SignatureState::Open, "")
    );
    let missing = signatures.get(&member, id).await;
    assert!(matches!(missing, Err(Error::NotFound(_))));
    Ok(())
}

#[tokio::test]
async fn a_cursor_is_of_its_list_alone() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    crash(&service, &["a"]).await;
    crash(&service, &["b"]).await;
    let signatures = &service.signatures;
    let first = signatures.list(&member, &everything(1, None)).await?;
    let next = everything(1, first.next.clone());
    let last = signatures.list(&member, &next).await?;
    assert_eq!((last.rows[0].signature.as_str(), last.next), ("b", None));
    for query in [
        everything(1, Some("?".to_owned())),
        SignatureQuery {
            ordering: SignatureOrdering::Crashes,
            ..next
        },
    ] {
        let refused = signatures.list(&member, &query).await;
        assert_eq!(fields(refused)[0].0, "cursor", "{query:?}");
    }
    Ok(())
}

#[tokio::test]
async fn other_rules_group_what_is_there_anew() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    service.reports.start().await?;
    for frames in [
        ["app::log", "app::read"],
        ["app::log", "app::write"],
        ["app::read", "app::main"],
    ] {
        crash(&service, &frames).await;
    }
    let member = staff.member();
    let before = counts(&[("app::log", 2), ("app::read", 1)]);
    assert_eq!(groups(&service, member).await, before);
    let patterns = ignore(&["# says nothing", "app::log"]);
    let rules = service
        .signatures
        .save_rules(&staff, patterns.clone())
        .await?;
    assert_eq!(
        (rules.version, rules.patterns.clone()),
        (1, patterns.clone())
    );
    assert_eq!(rules.changed_at, Some(service.clock.now()));
    let by = Actor::User("staff@example.com".to_owned());
    assert_eq!(rules.changed_by, Some(by));
    settle(&service, &staff).await;
    let after = counts(&[("app::read", 2), ("app::write", 1)]);
    assert_eq!(groups(&service, member).await, after);
    // The same patterns are no change, and none at all are one.
    let same = service.signatures.save_rules(&staff, patterns).await?;
    assert_eq!(same.version, 1);
    let none = SignaturePatterns::default();
    let rules = service.signatures.save_rules(&staff, none).await?;
    assert_eq!(rules.version, 2);
    settle(&service, &staff).await;
    assert_eq!(groups(&service, member).await, before);
    Ok(())
}

#[tokio::test]
async fn what_is_said_goes_along_with_a_group_that_gets_another_name() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let member = staff.member();
    service.reports.start().await?;
    for frames in [
        ["app::log", "parse"],
        ["app::log", "parse"],
        ["raise", "draw"],
    ] {
        crash(&service, &frames).await;
    }
    let id = id(&service, member, "app::log").await;
    let change = resolved(Some("2.0"));
    let before = service.signatures.update(member, id, change).await?.summary;
    let patterns = ignore(&["app::*"]);
    service.signatures.save_rules(&staff, patterns).await?;
    settle(&service, &staff).await;
    let after = service.signatures.get(member, id).await?.summary;
    let expected = SignatureSummary {
        signature: "parse".to_owned(),
        ..before
    };
    assert_eq!(after, expected);
    assert_eq!(
        groups(&service, member).await,
        counts(&[("draw", 1), ("parse", 2)])
    );
    Ok(())
}

#[tokio::test]
async fn what_is_said_stays_with_a_group_that_is_taken_apart() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let member = staff.member();
    service.reports.start().await?;
    for frames in [["app::log", "parse"], ["app::log", "draw"]] {
        crash(&service, &frames).await;
    }
    let id = id(&service, member, "app::log").await;
    service
        .signatures
        .update(member, id, resolved(None))
        .await?;
    service
        .signatures
        .save_rules(&staff, ignore(&["app::*"]))
        .await?;
    settle(&service, &staff).await;
    let rows = list(&service, member).await;
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!((row.state, row.note.as_str()), (SignatureState::Open, ""));
    }
    let left = service.signatures.get(member, id).await?.summary;
    assert_eq!((left.crashes, left.note.as_str()), (0, "mine"));
    Ok(())
}

#[tokio::test]
async fn grouping_anew_goes_on_after_a_start() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    for _ in 0..250 {
        crash(&service, &["app::log", "parse"]).await;
    }
    // Nothing follows it yet.
    let rules = service
        .signatures
        .save_rules(&staff, ignore(&["app::*"]))
        .await?;
    assert_eq!(rules.outdated, 250);
    let service = service.started_again(|_| {}).await;
    service.reports.start().await?;
    settle(&service, &staff).await;
    let member = staff.member();
    assert_eq!(groups(&service, member).await, counts(&[("parse", 250)]));
    Ok(())
}

#[tokio::test]
async fn crashes_of_another_program_are_grouped_anew_by_this_one() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let member = staff.member();
    let old = RulesVersion {
        built_in: VERSION + 1,
        staff: 0,
    };
    let rows = service.store.signature_rules();
    rows.put_in_force(old).await.expect("writes");
    crash_of(&service, &["parse"], "1.0", old).await;
    assert_eq!(service.signatures.rules(member).await?.outdated, 1);
    service.reports.start().await?;
    settle(&service, &staff).await;
    let in_force = rows.in_force().await.expect("reads");
    assert_eq!(in_force, BUILT_IN);
    assert_eq!(groups(&service, member).await, counts(&[("parse", 1)]));
    Ok(())
}

#[tokio::test]
async fn frames_that_cannot_be_read_leave_a_crash_where_it_is() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    crash(&service, &["app::log", "parse"]).await;
    let options = SqliteConnectOptions::new().filename(service.database());
    let connection = SqliteConnection::connect_with(&options).await;
    sqlx::query("UPDATE reports SET proto_signature = '{'")
        .execute(&mut connection.expect("connects"))
        .await
        .expect("breaks it");
    service.reports.start().await?;
    service
        .signatures
        .save_rules(&staff, ignore(&["app::*"]))
        .await?;
    settle(&service, &staff).await;
    let groups = groups(&service, staff.member()).await;
    assert_eq!(groups, counts(&[("app::log", 1)]));
    Ok(())
}

#[tokio::test]
async fn a_later_crash_that_goes_over_to_a_resolved_group_opens_it() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let member = staff.member();
    service.reports.start().await?;
    crash(&service, &["parse"]).await;
    crash(&service, &["app::log", "parse"]).await;
    let id = id(&service, member, "parse").await;
    service
        .signatures
        .update(member, id, resolved(Some("1.10")))
        .await?;
    // What was there before opens nothing, and neither does an older version.
    service
        .signatures
        .save_rules(&staff, ignore(&["app::log"]))
        .await?;
    settle(&service, &staff).await;
    service.clock.advance(TimeDelta::seconds(1));
    let staff_rules = RulesVersion {
        staff: 1,
        ..BUILT_IN
    };
    crash_of(&service, &["app::warn", "parse"], "1.9", staff_rules).await;
    let patterns = ignore(&["app::log", "app::warn"]);
    service.signatures.save_rules(&staff, patterns).await?;
    settle(&service, &staff).await;
    let group = service.signatures.get(member, id).await?.summary;
    assert_eq!((group.crashes, group.state), (3, SignatureState::Resolved));
    let staff_rules = RulesVersion {
        staff: 2,
        ..BUILT_IN
    };
    crash_of(&service, &["app::error", "parse"], "1.10", staff_rules).await;
    service
        .signatures
        .save_rules(&staff, ignore(&["app::*"]))
        .await?;
    settle(&service, &staff).await;
    let group = service.signatures.get(member, id).await?.summary;
    assert_eq!((group.crashes, group.state), (4, SignatureState::Open));
    assert_eq!(group.regressed_in.as_deref(), Some("1.10"));
    assert_eq!(group.state_changed_by, Some(Actor::Server));
    Ok(())
}

#[tokio::test]
async fn a_dry_run_tells_what_would_be_and_changes_nothing() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    for frames in [
        ["app::log", "parse"],
        ["app::log", "draw"],
        ["app::warn", "open"],
        ["parse", "main"],
    ] {
        crash(&service, &frames).await;
    }
    let before = groups(&service, staff.member()).await;
    let dry_run = service
        .signatures
        .dry_run(&staff, ignore(&["app::*"]))
        .await?;
    assert_eq!((dry_run.crashes, dry_run.changed), (4, 3));
    let regrouping = |signature: &str, groups: &[&str]| Regrouping {
        signature: signature.to_owned(),
        groups: groups
            .iter()
            .map(|&signature| SignatureCount {
                signature: signature.to_owned(),
                crashes: 1,
            })
            .collect(),
    };
    assert_eq!(dry_run.merges, [regrouping("parse", &["app::log"])]);
    assert_eq!(dry_run.splits, [regrouping("app::log", &["draw", "parse"])]);
    assert_eq!(dry_run.moves, [regrouping("app::warn", &["open"])]);
    assert!(!dry_run.is_cut);
    assert_eq!(groups(&service, staff.member()).await, before);
    assert_eq!(service.signatures.rules(staff.member()).await?.version, 0);
    Ok(())
}

#[tokio::test]
async fn one_dry_run_runs_at_a_time_until_the_service_stops() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    crash(&service, &["parse"]).await;
    let run = || service.signatures.dry_run(&staff, ignore(&["a"]));
    let (first, second) = futures::future::join(run(), run()).await;
    assert_eq!(first?.crashes, 1);
    assert!(matches!(second, Err(Error::Conflict(_))), "{second:?}");
    // The first is over.
    run().await?;
    service.begin_to_stop();
    let late = run().await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    Ok(())
}

#[tokio::test]
async fn bad_patterns_are_named_by_list_and_line() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let patterns = SignaturePatterns {
        ignore: vec!["x".to_owned(); 2001],
        prefix: vec![String::new(), "x".repeat(256)],
        sentinel: vec!["a\nb".to_owned()],
    };
    let expected = [
        ("ignore", "There are more than 2000 patterns."),
        ("prefix", "Line 2 is longer than 255 characters."),
        ("sentinel", "Line 1 is more than one line."),
    ]
    .map(|(field, message)| (field.to_owned(), vec![message.to_owned()]));
    let refused = service
        .signatures
        .save_rules(&staff, patterns.clone())
        .await;
    assert_eq!(fields(refused), expected);
    let refused = service.signatures.dry_run(&staff, patterns).await;
    assert_eq!(fields(refused), expected);
    assert_eq!(service.signatures.rules(staff.member()).await?.version, 0);
    Ok(())
}

#[tokio::test]
async fn origins_are_those_of_crashes() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    crash_of(&service, &["a"], "1.0", BUILT_IN).await;
    crash_of(&service, &["b"], "2.0", BUILT_IN).await;
    crash_of(&service, &["b"], "2.0", BUILT_IN).await;
    let origins = service.signatures.origins(&member).await?;
    assert_eq!(origins.versions, ["2.0", "1.0"]);
    assert_eq!(origins.products, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn what_is_new_is_of_the_newest_version_of_each_product() -> Result<()> {
    let service = TestService::new().await;
    let member = service.member().await;
    let crash = async |frame: &str, product: Option<&str>, version: &str| {
        let origin = Origin {
            product: product.map(str::to_owned),
            version: Some(version.to_owned()),
            ..Origin::default()
        };
        crash_from(&service, &[frame], origin, BUILT_IN).await;
        service.clock.advance(TimeDelta::seconds(1));
    };
    assert_eq!(
        service.signatures.new_in_newest(&member, 5).await?,
        NewSignatures::default()
    );
    crash("old", Some("Paint"), "1.9").await;
    crash("new", Some("Paint"), "1.10").await;
    crash("new", Some("Paint"), "1.10").await;
    crash("old", Some("Paint"), "1.10").await;
    // An old version crashes for the first time; nobody knows of what.
    crash("late", Some("Paint"), "1.2").await;
    crash("nobody", None, "7").await;
    crash("first", Some("Draw"), "0.1").await;
    crash("ignored", Some("Draw"), "0.1").await;
    let ignored = SignatureChange {
        state: Some(NewState::Ignored),
        ..SignatureChange::default()
    };
    let id = id(&service, &member, "ignored").await;
    service.signatures.update(&member, id, ignored).await?;
    let new = service.signatures.new_in_newest(&member, 5).await?;
    let signatures: Vec<_> = new
        .signatures
        .iter()
        .map(|row| &row.signature[..])
        .collect();
    assert_eq!(signatures, ["new", "first"]);
    let version = |product: &str, version: &str| ProductVersion {
        product: product.to_owned(),
        version: version.to_owned(),
    };
    assert_eq!(
        new.versions,
        [version("Paint", "1.10"), version("Draw", "0.1")]
    );
    let first = service.signatures.new_in_newest(&member, 1).await?;
    assert_eq!(first.signatures.len(), 1);
    Ok(())
}
