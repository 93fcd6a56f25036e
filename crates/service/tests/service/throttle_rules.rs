//! Throttle rules, as administrators change them and reports meet them.

use model::FieldErrors;
use service::{
    Annotations, Direction, Error, MAX_THROTTLE_RULES, Principal, Staff, SubmittedFiles, Taken,
    ThrottleRuleDraft, UploadedFile,
};
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use crate::support::{TestService, name};

fn draft(name: &str) -> ThrottleRuleDraft {
    ThrottleRuleDraft {
        name: Some(name.to_owned()),
        ..ThrottleRuleDraft::default()
    }
}

async fn names(service: &TestService, staff: &Staff) -> Vec<String> {
    let rules = service.throttle_rules.list(staff).await.expect("lists");
    rules.into_iter().map(|rule| rule.settings.name).collect()
}

async fn try_submit(service: &TestService, report_id: Uuid) -> Result<Taken, Error> {
    let mut content = service.dumps.begin_file();
    content.write(b"MDMP").await.expect("writes");
    let permit = service.dumps.permit_upload(&Principal::Anonymous);
    let files = SubmittedFiles {
        dump: UploadedFile {
            original_name: name("app.dmp"),
            content,
        },
        attachments: Vec::new(),
        annotations: Annotations::default(),
        report_id: Some(report_id),
    };
    service
        .dumps
        .submit(permit.expect("is allowed"), files)
        .await
}

async fn submit(service: &TestService, report_id: Uuid) -> Taken {
    try_submit(service, report_id).await.expect("takes it")
}

#[tokio::test]
async fn rules_are_added_changed_moved_and_deleted() {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let rules = &service.throttle_rules;
    for name in ["a", "b", "c"] {
        rules.add(&staff, draft(name)).await.expect("adds");
    }
    for (name, direction, expected) in [
        ("a", Direction::Up, ["a", "b", "c"]),
        ("a", Direction::Down, ["b", "a", "c"]),
        ("c", Direction::Down, ["b", "a", "c"]),
        ("c", Direction::Up, ["b", "c", "a"]),
    ] {
        rules.shift(&staff, name, direction).await.expect("moves");
        assert_eq!(names(&service, &staff).await, expected);
    }
    rules
        .update(&staff, "c", draft("d"))
        .await
        .expect("changes");
    // A rule may keep its name.
    rules
        .update(&staff, "d", draft("d"))
        .await
        .expect("changes");
    assert_eq!(names(&service, &staff).await, ["b", "d", "a"]);
    rules.delete(&staff, "b").await.expect("deletes");
    assert_eq!(names(&service, &staff).await, ["d", "a"]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let rules = &service.throttle_rules;
    for number in 0..MAX_THROTTLE_RULES {
        let added = rules.add(&staff, draft(&number.to_string())).await;
        added.expect("there is room");
    }
    let more = rules.add(&staff, draft("more")).await;
    assert!(matches!(more, Err(Error::Conflict(_))), "{more:?}");
    let taken = FieldErrors::of("name", "Another rule has this name.");
    let renamed = rules.update(&staff, "1", draft("2")).await;
    assert!(
        matches!(&renamed, Err(Error::Invalid(errors)) if *errors == taken),
        "{renamed:?}"
    );
    let gone = [
        rules.update(&staff, "gone", draft("new")).await,
        rules.shift(&staff, "gone", Direction::Up).await,
        rules.delete(&staff, "gone").await,
    ];
    for outcome in gone {
        assert!(matches!(outcome, Err(Error::NotFound(_))), "{outcome:?}");
    }
    let expected: Vec<_> = (0..MAX_THROTTLE_RULES).map(|n| n.to_string()).collect();
    assert_eq!(names(&service, &staff).await, expected);
}

#[tokio::test]
async fn rules_and_counts_outlive_the_service() {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let none = ThrottleRuleDraft {
        share: Some(0),
        ..draft("none")
    };
    let added = service.throttle_rules.add(&staff, none).await;
    added.expect("adds");
    let report_id = Uuid::from_u128(7);
    let discarded = Taken::Discarded {
        rule: "none".to_owned(),
        report_id,
    };
    assert_eq!(submit(&service, report_id).await, discarded);
    let service = service.started_again(|_| {}).await;
    assert_eq!(submit(&service, report_id).await, discarded);
    let listed = service.throttle_rules.list(&staff).await.expect("lists");
    assert_eq!(listed[0].discarded, 2);
    assert_eq!(listed[0].last_discarded_at, Some(service.clock.now()));
    // A rule that is gone lets everything through again.
    let deleted = service.throttle_rules.delete(&staff, "none").await;
    deleted.expect("deletes");
    let kept = submit(&service, report_id).await;
    assert!(matches!(kept, Taken::Kept(_)), "{kept:?}");
}

#[tokio::test]
async fn a_report_that_could_not_be_stored_takes_no_place_of_its_minute() {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let flood = ThrottleRuleDraft {
        per_minute: Some(1),
        ..draft("flood")
    };
    let added = service.throttle_rules.add(&staff, flood).await;
    added.expect("adds");
    let file = format!("sqlite:{}", service.database().display());
    let mut database = SqliteConnection::connect(&file).await.expect("connects");
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON submissions
                  BEGIN SELECT RAISE(ABORT, 'refused'); END";
    let refused = sqlx::query(refuse).execute(&mut database).await;
    refused.expect("refuses reports");
    let report_id = Uuid::from_u128(7);
    let failed = try_submit(&service, report_id).await;
    assert!(failed.is_err(), "{failed:?}");
    let accepted = sqlx::query("DROP TRIGGER refuse")
        .execute(&mut database)
        .await;
    accepted.expect("takes reports again");
    let kept = submit(&service, report_id).await;
    assert!(matches!(kept, Taken::Kept(_)), "{kept:?}");
}
