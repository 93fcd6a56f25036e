//! What people do with their own sessions.

use chrono::TimeDelta;
use model::User;
use service::{AccountDraft, Attempt, Error, Member, OwnSession, Result};
use store::SessionId;

use crate::support::{PASSWORD, TestService};

const EMAIL: &str = "a@example.com";
const NEW_PASSWORD: &str = "An0ther-Password!";

#[tokio::test]
async fn sessions_are_listed_with_the_one_that_asks() -> Result<()> {
    let (service, _) = service_with_user().await?;
    let laptop = log_in(&service, "laptop").await?;
    service.clock.advance(TimeDelta::minutes(5));
    log_in(&service, "phone").await?;
    let listed = service.sessions.list(&laptop).await?;
    let seen: Vec<_> = listed
        .iter()
        .map(|own| (own.session.user_agent.as_str(), own.is_current))
        .collect();
    assert_eq!(seen, [("phone", false), ("laptop", true)]);
    Ok(())
}

#[tokio::test]
async fn a_refresh_over_rest_is_a_use() -> Result<()> {
    let (service, _) = service_with_user().await?;
    let attempt = Attempt::default();
    let tokens = service.sessions.login(EMAIL, PASSWORD, &attempt).await?;
    service.clock.advance(TimeDelta::minutes(5));
    service.sessions.refresh(&tokens.refresh).await?;
    let member = log_in(&service, "browser").await?;
    for own in service.sessions.list(&member).await? {
        assert_eq!(own.session.last_used_at, service.clock.now());
    }
    Ok(())
}

#[tokio::test]
async fn a_session_can_be_ended_from_another() -> Result<()> {
    let (service, _) = service_with_user().await?;
    let laptop = log_in(&service, "laptop").await?;
    let phone = log_in(&service, "phone").await?;
    let id = current(&service, &phone).await?;
    service.sessions.end(&laptop, id).await?;
    service.sessions.end(&laptop, id).await?;
    let listed = service.sessions.list(&laptop).await?;
    assert!(listed.iter().all(|own| own.is_current), "{listed:?}");
    Ok(())
}

#[tokio::test]
async fn sessions_of_others_are_not_found() -> Result<()> {
    let (service, _) = service_with_user().await?;
    let mine = log_in(&service, "mine").await?;
    let id = current(&service, &mine).await?;
    let stranger = service.member().await;
    for id in [id, SessionId(1)] {
        let refused = service.sessions.end(&stranger, id).await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    }
    assert_eq!(service.sessions.list(&mine).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn all_other_sessions_end_at_once() -> Result<()> {
    let (service, _) = service_with_user().await?;
    let laptop = log_in(&service, "laptop").await?;
    for _ in 0..3 {
        log_in(&service, "phone").await?;
    }
    service.sessions.end_others(&laptop).await?;
    let listed = service.sessions.list(&laptop).await?;
    assert_eq!(listed.len(), 1);
    assert!(listed[0].is_current);
    Ok(())
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() -> Result<()> {
    let (service, _) = service_with_user().await?;
    log_in(&service, "phone").await?;
    let laptop = log_in(&service, "laptop").await?;
    change_password(&service, &laptop, PASSWORD, NEW_PASSWORD).await?;
    assert_eq!(service.sessions.list(&laptop).await?.len(), 1);
    let attempt = Attempt::default();
    let old = service.sessions.login(EMAIL, PASSWORD, &attempt).await;
    assert!(matches!(old, Err(Error::WrongCredentials)), "{old:?}");
    service
        .sessions
        .login(EMAIL, NEW_PASSWORD, &attempt)
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_refused_password_names_its_field_and_changes_nothing() -> Result<()> {
    let (service, _) = service_with_user().await?;
    let laptop = log_in(&service, "laptop").await?;
    log_in(&service, "phone").await?;
    for (current, new, field) in [
        ("Wr0ng-Password!", NEW_PASSWORD, "current_password"),
        (PASSWORD, "short", "new_password"),
        ("", NEW_PASSWORD, "current_password"),
    ] {
        let refused = change_password(&service, &laptop, current, new).await;
        let Err(Error::Invalid(errors)) = &refused else {
            panic!("{refused:?}");
        };
        assert!(!errors.field(field).is_empty(), "{errors:?}");
    }
    assert_eq!(service.sessions.list(&laptop).await?.len(), 2);
    log_in(&service, "laptop").await?;
    Ok(())
}

#[tokio::test]
async fn guesses_at_the_current_password_are_throttled() -> Result<()> {
    let service = TestService::with(|settings| settings.login_attempts_per_minute = 2).await;
    insert(&service).await?;
    let laptop = log_in(&service, "laptop").await?;
    for _ in 0..2 {
        let refused = change_password(&service, &laptop, "Wr0ng-Password!", NEW_PASSWORD).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let refused = change_password(&service, &laptop, PASSWORD, NEW_PASSWORD).await;
    assert!(
        matches!(refused, Err(Error::TooManyAttempts { .. })),
        "{refused:?}"
    );
    Ok(())
}

async fn service_with_user() -> Result<(TestService, User)> {
    let service = TestService::new().await;
    let user = insert(&service).await?;
    Ok((service, user))
}

async fn insert(service: &TestService) -> Result<User> {
    let staff = service.staff().await;
    let draft = AccountDraft::new(EMAIL, PASSWORD);
    service.users.create(&staff, draft).await
}

async fn log_in(service: &TestService, user_agent: &str) -> Result<Member> {
    let attempt = Attempt {
        address: "192.0.2.1".to_owned(),
        user_agent: user_agent.to_owned(),
    };
    let sessions = &service.sessions;
    let cookie = sessions.login_browser(EMAIL, PASSWORD, &attempt).await?;
    let session = sessions.resume(&cookie).await?;
    Ok(session.expect("has just begun").member)
}

async fn current(service: &TestService, member: &Member) -> Result<SessionId> {
    let listed = service.sessions.list(member).await?;
    let current = listed.iter().find(|own: &&OwnSession| own.is_current);
    Ok(current.expect("it asks").session.id)
}

async fn change_password(
    service: &TestService,
    member: &Member,
    current: &str,
    new: &str,
) -> Result<()> {
    let attempt = Attempt::default();
    let sessions = &service.sessions;
    sessions
        .change_password(member, current, new, &attempt)
        .await
}
