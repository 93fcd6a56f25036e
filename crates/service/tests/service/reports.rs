//! Reports that are kept.

use model::ProcessingState;
use service::{Error, Settings};
use sqlx::{Connection, SqliteConnection};
use store::{NewReport, Outcome, Repos};

use crate::support::{TestService, wait_until};

fn report(json: &[u8], text: &[u8]) -> Outcome {
    let compressed = |bytes| zstd::encode_all(bytes, 1).expect("compresses");
    Outcome::Report(Box::new(NewReport {
        proto_signature: "{}".to_owned(),
        json: compressed(json),
        text: compressed(text),
        ..NewReport::default()
    }))
}

#[tokio::test]
async fn a_report_from_before_texts_were_kept_has_none() {
    let service = TestService::new().await;
    let member = service.member().await;
    let dump = service.upload(b"MDMP").await.expect("uploads");
    let queue = service.store.processing();
    queue.claim().await.expect("claims");
    let now = service.clock.now();
    let done = queue.finish(dump.id, dump.stored_name, report(b"{}", b"text"), now);
    done.await.expect("finishes");
    let text = service.reports.read_text(&member, dump.id).await;
    assert_eq!(text.expect("there is one"), b"text");

    let file = format!("sqlite:{}", service.database().display());
    let mut connection = SqliteConnection::connect(&file).await.expect("connects");
    let forget = sqlx::query("UPDATE reports SET text = NULL");
    forget.execute(&mut connection).await.expect("forgets");
    let text = service.reports.read_text(&member, dump.id).await;
    assert!(matches!(text, Err(Error::Conflict(_))), "{text:?}");
    let shown = service.reports.summarise(&member, dump.id).await;
    assert!(shown.expect("there is a report").is_some());
}

#[tokio::test]
async fn what_a_program_had_open_is_for_administrators() {
    let service = TestService::new().await;
    let (member, staff) = (service.member().await, service.staff().await);
    let dump = service.upload(b"MDMP").await.expect("uploads");
    let queue = service.store.processing();
    queue.claim().await.expect("claims");
    let json = br#"{"status":"OK","handles":[{"object_name":"secret"}],"environ":"secret"}"#;
    let now = service.clock.now();
    let done = queue.finish(dump.id, dump.stored_name, report(json, b""), now);
    done.await.expect("finishes");
    let reports = &service.reports;
    let read = reports.read(&member, None, dump.id).await.expect("reads");
    let read = String::from_utf8(read).expect("JSON");
    assert!(read.contains("OK") && !read.contains("secret"), "{read}");
    let read = reports.read(&member, Some(&staff), dump.id).await;
    assert_eq!(read.expect("reads"), json);
}

#[tokio::test]
async fn a_full_disk_is_no_fault_of_a_dump() {
    let service = TestService::new().await;
    let compressed = zstd::encode_all(&b"MDMP"[..], 1).expect("compresses");
    let dump = service.upload(&compressed).await.expect("uploads");
    let full = |settings: &mut Settings| {
        settings.reserve_bytes = u64::MAX;
        settings.processing.workers = 4;
    };
    let service = service.started_again(full).await;
    service.reports.start().await.expect("starts");
    let file = format!("sqlite:{}", service.database().display());
    let mut connection = SqliteConnection::connect(&file).await.expect("connects");
    wait_until(async || {
        let attempts = sqlx::query_scalar("SELECT attempts FROM processing");
        let attempts: i64 = attempts.fetch_one(&mut connection).await.expect("reads");
        attempts >= 4
    })
    .await;
    let processing = service.store.processing().get(dump.id).await;
    let state = processing.expect("reads").expect("is there").state;
    assert_ne!(state, ProcessingState::Failed);
}
