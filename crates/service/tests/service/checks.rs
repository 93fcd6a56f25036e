//! Checks while the server runs, and the state of the server.

use std::fs;

use model::Damage;
use service::{Error, Finding, Result};

use crate::support::{TestService, wait_until};

#[tokio::test]
async fn a_check_reports_a_lost_file_and_changes_nothing() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    service.upload(b"kept").await?;
    let lost = service.upload(b"lost").await?;
    fs::remove_file(service.path(&lost)).expect("removes");
    for verify in [false, true] {
        service.checks.start(&staff, verify)?;
        wait_until(async || service.checks.running(&staff).is_none()).await;
        let check = service.checks.last(&staff).expect("is over");
        let report = check.outcome.expect("was carried out");
        assert_eq!((report.dumps, report.damaged), (2, 1));
        assert_eq!(check.cause.by.as_deref(), Some("staff@example.com"));
        assert_eq!(check.cause.options.verify, verify);
        let expected = Finding::Damaged {
            id: lost.id,
            stored_name: lost.stored_name,
            damage: Damage::Missing,
            is_attachment: false,
            is_known: false,
        };
        assert_eq!(check.findings, [expected]);
    }
    assert_eq!(service.rows().await.last(), Some(&lost));
    Ok(())
}

#[tokio::test]
async fn one_check_runs_at_a_time() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    // Nothing is awaited in between: the first has not begun to work.
    service.checks.start(&staff, true)?;
    let second = service.checks.start(&staff, true);
    assert!(matches!(second, Err(Error::Conflict(_))));
    let running = service.checks.running(&staff).expect("is under way");
    assert_eq!(running.checked, 0);
    wait_until(async || service.checks.running(&staff).is_none()).await;
    service.checks.start(&staff, true)
}

#[tokio::test]
async fn a_stop_gives_a_check_up() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    service.upload(b"bytes").await?;
    service.checks.start(&staff, true)?;
    service.close().await;
    assert_eq!(service.checks.running(&staff), None);
    let check = service.checks.last(&staff).expect("is over");
    assert!(check.outcome.is_err());
    Ok(())
}

#[tokio::test]
async fn the_state_tells_what_there_is() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    service.upload(b"bytes").await?;
    let state = service.system.get(&staff).await?;
    assert_eq!(state.started_at, service.clock.now());
    assert_eq!(state.storage.used.hot.amount.dumps, 1);
    assert!(state.database.bytes > 0);
    assert_eq!((state.cleanup, state.moves), (None, 0));
    service.sessions.delete_expired().await?;
    let cleanup = service.system.get(&staff).await?.cleanup;
    let cleanup = cleanup.expect("has run");
    assert_eq!((cleanup.at, cleanup.sessions), (service.clock.now(), 0));
    Ok(())
}
