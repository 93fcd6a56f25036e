//! The first administrator.

use futures::future::join_all;
use service::{AccountDraft, Error, Result};
use store::Repos;

use crate::support::{PASSWORD, TestService};

#[tokio::test]
async fn the_link_makes_one_administrator() -> Result<()> {
    let service = TestService::new().await;
    let token = service.setup.token().expect("there is nobody yet");
    assert!(service.setup.is_open(&token).await?);
    let user = service
        .setup
        .complete(&token, draft("a@EXAMPLE.com"))
        .await?;
    assert_eq!(user.email, "a@example.com");
    assert!(user.is_active && user.is_staff);
    assert_eq!(service.setup.token(), None);
    assert!(!service.setup.is_open(&token).await?);
    assert_forbidden(&service.setup.complete(&token, draft("b@example.com")).await);
    let attempt = service::Attempt::default();
    let login = service.sessions.login("a@example.com", PASSWORD, &attempt);
    assert!(login.await.is_ok());
    Ok(())
}

#[tokio::test]
async fn a_wrong_token_opens_nothing() -> Result<()> {
    let service = TestService::new().await;
    let token = service.setup.token().expect("there is nobody yet");
    let longer = format!("{token}a");
    for wrong in ["", "a", &token[1..], &longer, &token.to_lowercase()] {
        assert!(!service.setup.is_open(wrong).await?, "{wrong}");
        assert_forbidden(&service.setup.complete(wrong, draft("a@example.com")).await);
    }
    assert_eq!(service.store.users().list("").await?, []);
    Ok(())
}

#[tokio::test]
async fn a_bad_form_leaves_the_link_good() -> Result<()> {
    let service = TestService::new().await;
    let token = service.setup.token().expect("there is nobody yet");
    service.insert_user("taken@example.com", false).await;
    for draft in [
        AccountDraft::default(),
        AccountDraft::new("nobody", PASSWORD),
        AccountDraft::new("a@example.com", "short"),
        draft("taken@example.com"),
    ] {
        let refused = service.setup.complete(&token, draft).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    assert!(
        service
            .setup
            .complete(&token, draft("a@example.com"))
            .await
            .is_ok()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_with_the_link_one_succeeds() -> Result<()> {
    let service = TestService::new().await;
    let token = service.setup.token().expect("there is nobody yet");
    let complete = |number: i32| {
        let draft = draft(&format!("{number}@example.com"));
        service.setup.complete(&token, draft)
    };
    let (made, refused): (Vec<_>, Vec<_>) = join_all((0..6).map(complete))
        .await
        .into_iter()
        .partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    refused.iter().for_each(assert_forbidden);
    assert_eq!(service.store.users().count_administrators().await?, 1);
    Ok(())
}

#[tokio::test]
async fn an_administrator_made_elsewhere_closes_it() -> Result<()> {
    let service = TestService::new().await;
    let token = service.setup.token().expect("there is nobody yet");
    // Those who register do not count.
    service.users.register(draft("user@example.com")).await?;
    assert!(service.setup.is_open(&token).await?);
    service
        .users
        .create_superuser("a@example.com", PASSWORD)
        .await?;
    assert!(!service.setup.is_open(&token).await?);
    assert_forbidden(&service.setup.complete(&token, draft("b@example.com")).await);
    Ok(())
}

fn draft(email: &str) -> AccountDraft {
    AccountDraft::new(email, PASSWORD)
}

fn assert_forbidden<T: std::fmt::Debug>(outcome: &Result<T>) {
    assert!(matches!(outcome, Err(Error::Forbidden)), "{outcome:?}");
}
