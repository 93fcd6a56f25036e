//! Logins, tokens, and who they speak for.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use model::{User, UserId};
use service::{
    AccountDraft, Attempt, BrowserSession, Error, Principal, Result, TokenError, TokenPair,
};
use store::{Repos, SessionId, Store, UserChanges};

use crate::support::{
    CLIENT_SECRET, CrossingStore, MACHINE_EMAIL, PASSWORD, TestClock, TestService, access_token,
    refresh_token,
};

const EMAIL: &str = "a@example.com";
const SECOND: TimeDelta = TimeDelta::seconds(1);
const MINUTE: TimeDelta = TimeDelta::minutes(1);
const DAY: TimeDelta = TimeDelta::days(1);

#[tokio::test]
async fn a_login_gives_tokens_that_speak_for_the_account() -> Result<()> {
    let (service, user) = service_with_user().await;
    for (email, password) in [
        (EMAIL, PASSWORD.to_owned()),
        (" a@EXAMPLE.com\n", format!(" {PASSWORD}\t")),
    ] {
        let attempt = Attempt::default();
        let tokens = service.sessions.login(email, &password, &attempt).await?;
        let principal = authenticate(&service, &tokens.access).await?;
        assert_eq!(principal.user().map(|user| user.id), Some(user.id));
        let refreshed = service.sessions.refresh(&tokens.refresh).await?;
        assert_ne!(refreshed, tokens.access);
        let principal = authenticate(&service, &refreshed).await?;
        assert_eq!(principal.user().map(|user| user.id), Some(user.id));
    }
    Ok(())
}

#[tokio::test]
async fn the_last_login_is_the_last_time_that_a_password_was_right() -> Result<()> {
    let (service, user) = service_with_user().await;
    assert_eq!(user.last_login_at, None);
    let begun = service.clock.now();
    let tokens = log_in(&service).await?;
    assert_eq!(last_login(&service, user.id).await?, Some(begun));

    service.clock.advance(MINUTE * 20);
    service.sessions.refresh(&tokens.refresh).await?;
    let wrong = Attempt::default();
    let refused = service.sessions.login(EMAIL, "Wr0ng-Password!", &wrong);
    assert!(is_wrong(&refused.await));
    assert_eq!(last_login(&service, user.id).await?, Some(begun));

    let begun = service.clock.now();
    let cookie = log_in_browser(&service).await?;
    service.clock.advance(MINUTE * 20);
    assert!(resume(&service, &cookie).await?.new_token.is_some());
    assert_eq!(last_login(&service, user.id).await?, Some(begun));

    let attempt = Attempt::default();
    let token = service.sessions.client_token(CLIENT_SECRET, &attempt);
    let machine = authenticate(&service, &token.await?).await?;
    let machine = machine.user().expect("has an account");
    assert_eq!(last_login(&service, machine.id).await?, None);
    Ok(())
}

#[tokio::test]
async fn refused_logins_are_not_told_apart() -> Result<()> {
    let (service, _) = service_with_user().await;
    let staff = service.staff().await;
    service.insert_user("no-password@example.com", false).await;
    let inactive = AccountDraft {
        is_active: Some(false),
        ..AccountDraft::new("inactive@example.com", PASSWORD)
    };
    service.users.create(&staff, inactive).await?;
    for (email, password) in [
        (EMAIL, "Wr0ng-Password!"),
        (EMAIL, ""),
        ("A@example.com", PASSWORD),
        ("nobody@example.com", PASSWORD),
        ("no address", PASSWORD),
        ("inactive@example.com", PASSWORD),
        ("no-password@example.com", ""),
        ("no-password@example.com", "no account has this password"),
    ] {
        let attempt = Attempt::default();
        let refused = service.sessions.login(email, password, &attempt).await;
        assert!(is_wrong(&refused), "{email}: {refused:?}");
        let refused = service
            .sessions
            .login_browser(email, password, &attempt)
            .await;
        assert!(is_wrong(&refused), "{email}: {refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_token_is_good_for_its_purpose_alone() -> Result<()> {
    let (service, _) = service_with_user().await;
    let tokens = log_in(&service).await?;
    let cookie = log_in_browser(&service).await?;
    for token in [&tokens.refresh, &cookie] {
        let refused = authenticate(&service, token).await;
        assert!(
            matches!(refused, Err(Error::AccessToken(TokenError::WrongType))),
            "{refused:?}"
        );
    }
    for token in [&tokens.access, &cookie] {
        let refused = service.sessions.refresh(token).await;
        assert!(is_refused(&refused, TokenError::WrongType), "{refused:?}");
    }
    for token in [&tokens.access, &tokens.refresh, "garbage", ""] {
        assert!(service.sessions.resume(token).await?.is_none());
    }
    Ok(())
}

#[tokio::test]
async fn tokens_run_out() -> Result<()> {
    let (service, _) = service_with_user().await;
    let tokens = log_in(&service).await?;
    service.clock.advance(MINUTE * 15);
    let refused = authenticate(&service, &tokens.access).await;
    assert!(
        matches!(refused, Err(Error::AccessToken(TokenError::Expired))),
        "{refused:?}"
    );
    // As often as one likes, until it runs out itself.
    for _ in 0..3 {
        let access = service.sessions.refresh(&tokens.refresh).await?;
        assert!(authenticate(&service, &access).await.is_ok());
    }
    service.clock.advance(DAY * 7 - MINUTE * 15);
    let refused = service.sessions.refresh(&tokens.refresh).await;
    assert!(is_refused(&refused, TokenError::Expired), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_logout_ends_its_session_alone() -> Result<()> {
    let (service, _) = service_with_user().await;
    let tokens = log_in(&service).await?;
    let other = log_in(&service).await?;
    let principal = authenticate(&service, &tokens.access).await?;
    for _ in 0..2 {
        service.sessions.logout(principal.member()?).await?;
        let refused = service.sessions.refresh(&tokens.refresh).await;
        assert!(is_refused(&refused, TokenError::Invalid), "{refused:?}");
    }
    assert!(service.sessions.refresh(&other.refresh).await.is_ok());
    Ok(())
}

/// Hashing takes a while: what was right when it began may be wrong when it ends.
#[tokio::test]
async fn a_login_that_crosses_a_change_of_its_account_begins_no_session() {
    let nothing = UserChanges::default;
    for changes in [
        UserChanges {
            password_hash: Some("of another password".to_owned()),
            ..nothing()
        },
        UserChanges {
            is_active: Some(false),
            ..nothing()
        },
    ] {
        let at = TestClock::default().now();
        let wrap = |store| {
            let crossing = CrossingStore { store, changes, at };
            Arc::new(crossing) as Arc<dyn Store>
        };
        let service = TestService::over(|_| {}, wrap).await;
        register(&service).await;
        let login = log_in(&service).await;
        assert!(is_wrong(&login), "{login:?}");
        let later = at + DAY * 365;
        let forgotten = service.store.sessions().delete_expired(later).await;
        assert_eq!(forgotten.expect("deletes"), 0, "a session has begun");
    }
}

#[tokio::test]
async fn tokens_of_the_service_before_are_honoured() -> Result<()> {
    let service = TestService::new().await;
    let user = service.insert_user(EMAIL, false).await;
    let access = access_token(user.id, &service.clock);
    let principal = authenticate(&service, &access).await?;
    assert_eq!(principal.user(), Some(&user));
    let refresh = refresh_token(user.id, &service.clock);
    let access = service.sessions.refresh(&refresh).await?;
    let principal = authenticate(&service, &access).await?;
    assert_eq!(principal.user(), Some(&user));
    // It has no session: a logout ends nothing, and is no error.
    service.sessions.logout(principal.member()?).await?;
    assert!(service.sessions.refresh(&refresh).await.is_ok());
    let nobody = refresh_token(UserId(99), &service.clock);
    let refused = service.sessions.refresh(&nobody).await;
    assert!(matches!(refused, Err(Error::NoAccountForToken)));
    Ok(())
}

#[tokio::test]
async fn a_change_of_password_ends_tokens_of_the_service_before() -> Result<()> {
    let (service, user) = service_with_user().await;
    let before = refresh_token(user.id, &service.clock);
    service.clock.advance(MINUTE);
    service.users.change_password(EMAIL, PASSWORD).await?;
    let refused = service.sessions.refresh(&before).await;
    assert!(is_refused(&refused, TokenError::Invalid), "{refused:?}");
    service.clock.advance(MINUTE);
    let after = refresh_token(user.id, &service.clock);
    assert!(service.sessions.refresh(&after).await.is_ok());
    Ok(())
}

#[tokio::test]
async fn deactivating_ends_tokens_of_the_service_before() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let user = service.insert_user(EMAIL, false).await;
    let refresh = refresh_token(user.id, &service.clock);
    service.clock.advance(MINUTE);
    for (is_active, expected_inactive) in [(false, true), (true, false)] {
        let draft = AccountDraft {
            is_active: Some(is_active),
            ..AccountDraft::default()
        };
        service.users.update(&staff, user.id, draft).await?;
        let refused = service.sessions.refresh(&refresh).await;
        if expected_inactive {
            assert!(matches!(refused, Err(Error::NoAccountForToken)));
        } else {
            assert!(is_refused(&refused, TokenError::Invalid), "{refused:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_token_speaks_for_the_account_as_it_is_now() -> Result<()> {
    let service = TestService::new().await;
    let user = service.insert_user(EMAIL, false).await;
    let access = access_token(user.id, &service.clock);
    let change = async |changes| service.store.users().update(user.id, changes).await;
    let promote = UserChanges {
        is_staff: Some(true),
        ..UserChanges::default()
    };
    change(promote).await?;
    assert!(authenticate(&service, &access).await?.staff().is_ok());
    let deactivate = UserChanges {
        is_active: Some(false),
        ..UserChanges::default()
    };
    change(deactivate).await?;
    let refused = authenticate(&service, &access).await;
    assert!(matches!(refused, Err(Error::UserInactive)), "{refused:?}");
    service.store.users().delete(user.id).await?;
    let refused = authenticate(&service, &access).await;
    assert!(matches!(refused, Err(Error::UserNotFound)), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_browser_token_is_replaced_every_so_often() -> Result<()> {
    let (service, user) = service_with_user().await;
    let first = log_in_browser(&service).await?;
    service.clock.advance(MINUTE * 15 - SECOND);
    assert_eq!(resume(&service, &first).await?.new_token, None);
    service.clock.advance(SECOND);
    let second = resume(&service, &first).await?.new_token.expect("is due");
    let resumed = resume(&service, &second).await?;
    assert_eq!(resumed.member.user().id, user.id);
    assert_eq!(resumed.new_token, None);
    service.clock.advance(MINUTE * 15);
    let third = resume(&service, &second).await?.new_token.expect("is due");
    // Whoever keeps coming stays for as long as that takes.
    service.clock.advance(DAY * 7 - MINUTE);
    assert!(service.sessions.resume(&third).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn whoever_stays_away_has_to_log_in_again() -> Result<()> {
    let (service, _) = service_with_user().await;
    let token = log_in_browser(&service).await?;
    service.clock.advance(DAY * 7);
    assert!(service.sessions.resume(&token).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn requests_of_one_page_load_may_cross_a_rotation() -> Result<()> {
    let (service, _) = service_with_user().await;
    let first = log_in_browser(&service).await?;
    service.clock.advance(MINUTE * 15);
    let resumptions = join_all((0..6).map(|_| resume(&service, &first))).await;
    let mut new_tokens = Vec::new();
    for resumed in resumptions {
        new_tokens.extend(resumed?.new_token);
    }
    // However many of them bring it, it is one.
    new_tokens.dedup();
    assert_eq!(new_tokens.len(), 1);
    assert!(service.sessions.resume(&new_tokens[0]).await?.is_some());
    service.clock.advance(SECOND * 59);
    assert_eq!(resume(&service, &first).await?.new_token, None);
    assert!(service.sessions.resume(&new_tokens[0]).await?.is_some());
    Ok(())
}

/// An upload may take hours, and the answer that brings the new token may be lost.
#[tokio::test]
async fn a_token_is_good_until_its_successor_has_arrived() -> Result<()> {
    let (service, _) = service_with_user().await;
    let first = log_in_browser(&service).await?;
    service.clock.advance(MINUTE * 15);
    resume(&service, &first).await?.new_token.expect("is due");
    service.clock.advance(DAY);
    let second = resume(&service, &first).await?.new_token;
    let second = second.expect("is brought once more");
    assert!(service.sessions.resume(&second).await?.is_some());
    assert!(service.sessions.resume(&first).await?.is_some());
    service.clock.advance(MINUTE);
    assert!(service.sessions.resume(&first).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn a_replaced_token_that_turns_up_again_ends_the_session() -> Result<()> {
    let (service, _) = service_with_user().await;
    let other = log_in_browser(&service).await?;
    let stolen = log_in_browser(&service).await?;
    service.clock.advance(MINUTE * 15);
    let current = resume(&service, &stolen).await?.new_token.expect("is due");
    assert!(service.sessions.resume(&current).await?.is_some());
    service.clock.advance(MINUTE);
    assert!(service.sessions.resume(&stolen).await?.is_none());
    // Nobody knows which of the two is the thief.
    assert!(service.sessions.resume(&current).await?.is_none());
    assert!(service.sessions.resume(&other).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn a_token_replaced_twice_has_no_grace() -> Result<()> {
    let (service, _) = service_with_user().await;
    let first = log_in_browser(&service).await?;
    service.clock.advance(MINUTE * 15);
    let second = resume(&service, &first).await?.new_token.expect("is due");
    assert_eq!(resume(&service, &second).await?.new_token, None);
    service.clock.advance(MINUTE * 15);
    let third = resume(&service, &second).await?.new_token.expect("is due");
    assert!(service.sessions.resume(&first).await?.is_none());
    assert!(service.sessions.resume(&third).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn whatever_ends_sessions_ends_those_of_browsers() -> Result<()> {
    let (service, user) = service_with_user().await;
    let staff = service.staff().await;
    let token = log_in_browser(&service).await?;
    let member = resume(&service, &token).await?.member;
    service.sessions.logout(&member).await?;
    assert!(service.sessions.resume(&token).await?.is_none());
    let token = log_in_browser(&service).await?;
    service.users.change_password(EMAIL, PASSWORD).await?;
    assert!(service.sessions.resume(&token).await?.is_none());
    let token = log_in_browser(&service).await?;
    service.users.delete(&staff, user.id).await?;
    assert!(service.sessions.resume(&token).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn wrong_passwords_are_throttled_by_address_and_by_account() -> Result<()> {
    let service = throttled(3).await;
    let guess = async |email: &str, address: &str| {
        let attempt = from(address);
        let login = service.sessions.login(email, "Wr0ng-Password!", &attempt);
        login.await.map(drop)
    };
    for _ in 0..3 {
        assert!(is_wrong(&guess(EMAIL, "192.0.2.1").await));
    }
    service.clock.advance(SECOND * 20);
    // The same account from elsewhere, and another account from the same place.
    for (email, address) in [
        (EMAIL, "192.0.2.1"),
        (EMAIL, "192.0.2.2"),
        ("b@example.com", "192.0.2.1"),
        (" a@EXAMPLE.com", "192.0.2.2"),
    ] {
        let refused = guess(email, address).await;
        let Err(Error::TooManyAttempts { retry_after }) = refused else {
            panic!("{email} from {address}: {refused:?}");
        };
        assert_eq!(retry_after, Duration::from_secs(40));
    }
    assert!(is_wrong(&guess("b@example.com", "192.0.2.2").await));
    // The right password does not help either.
    let attempt = from("192.0.2.1");
    let right = service.sessions.login(EMAIL, PASSWORD, &attempt).await;
    assert!(is_throttled(&right), "{right:?}");
    service.clock.advance(SECOND * 40);
    service.sessions.login(EMAIL, PASSWORD, &attempt).await?;
    Ok(())
}

#[tokio::test]
async fn an_ipv6_network_is_throttled_as_one_address() {
    let service = throttled(2).await;
    for (number, address) in ["2001:db8::1", "2001:db8::ffff:1"].into_iter().enumerate() {
        let attempt = from(address);
        let email = format!("{number}@example.com");
        let login = service.sessions.login(&email, PASSWORD, &attempt).await;
        assert!(is_wrong(&login), "{login:?}");
    }
    let login = service
        .sessions
        .login("c@example.com", PASSWORD, &from("2001:db8::2"))
        .await;
    assert!(is_throttled(&login), "{login:?}");
}

#[tokio::test]
async fn successes_are_not_throttled() -> Result<()> {
    let service = throttled(1).await;
    for _ in 0..3 {
        log_in(&service).await?;
        let attempt = from("192.0.2.1");
        service
            .sessions
            .client_token(CLIENT_SECRET, &attempt)
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_once_are_counted_too() {
    let service = throttled(2).await;
    let attempt = from("192.0.2.1");
    let guesses = (0..6).map(|_| service.sessions.login(EMAIL, "Wr0ng-Password!", &attempt));
    let refused = join_all(guesses).await;
    assert_eq!(
        refused.iter().filter(|refused| is_wrong(refused)).count(),
        2
    );
    assert_eq!(
        refused
            .iter()
            .filter(|refused| is_throttled(refused))
            .count(),
        4
    );
}

#[tokio::test]
async fn machines_get_a_token_for_their_secret() -> Result<()> {
    let service = TestService::new().await;
    let attempt = Attempt::default();
    let token = service
        .sessions
        .client_token(CLIENT_SECRET, &attempt)
        .await?;
    let principal = authenticate(&service, &token).await?;
    let machine = principal.user().expect("is somebody").clone();
    assert_eq!(machine.email, MACHINE_EMAIL);
    assert!(machine.is_active && !machine.is_staff);
    let again = service
        .sessions
        .client_token(CLIENT_SECRET, &attempt)
        .await?;
    assert_eq!(authenticate(&service, &again).await?.user(), Some(&machine));
    let login = service.sessions.login(MACHINE_EMAIL, "", &attempt).await;
    assert!(is_wrong(&login), "{login:?}");
    service.clock.advance(MINUTE * 5);
    let refused = authenticate(&service, &token).await;
    assert!(matches!(
        refused,
        Err(Error::AccessToken(TokenError::Expired))
    ));
    Ok(())
}

#[tokio::test]
async fn a_wrong_secret_gets_no_token() {
    let service = TestService::new().await;
    let longer = format!("{CLIENT_SECRET}a");
    let padded = format!(" {CLIENT_SECRET}");
    for wrong in ["", "wrong", &CLIENT_SECRET[1..], &longer, &padded] {
        let attempt = Attempt::default();
        let refused = service.sessions.client_token(wrong, &attempt).await;
        assert!(matches!(refused, Err(Error::WrongClientSecret)), "{wrong}");
    }
    let without = TestService::with(|settings| settings.machine_secret = None).await;
    for secret in ["", CLIENT_SECRET] {
        let attempt = Attempt::default();
        let refused = without.sessions.client_token(secret, &attempt).await;
        assert!(matches!(refused, Err(Error::WrongClientSecret)), "{secret}");
    }
}

#[tokio::test]
async fn wrong_secrets_are_throttled_by_address() {
    let service = throttled(2).await;
    for _ in 0..2 {
        let refused = service
            .sessions
            .client_token("wrong", &from("192.0.2.1"))
            .await;
        assert!(matches!(refused, Err(Error::WrongClientSecret)));
    }
    let refused = service
        .sessions
        .client_token(CLIENT_SECRET, &from("192.0.2.1"))
        .await;
    assert!(is_throttled(&refused), "{refused:?}");
    let elsewhere = service
        .sessions
        .client_token(CLIENT_SECRET, &from("192.0.2.2"))
        .await;
    assert!(elsewhere.is_ok());
    // Machines and people behind one address do not lock each other out.
    let login = service
        .sessions
        .login(EMAIL, PASSWORD, &from("192.0.2.1"))
        .await;
    assert!(login.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_machine_account() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let attempt = Attempt::default();
    let mut last = None;
    for _ in 0..3 {
        let tokens = (0..8).map(|_| service.sessions.client_token(CLIENT_SECRET, &attempt));
        for token in join_all(tokens).await {
            token?;
        }
        let users = service.users.list(&staff, "").await?;
        let machines: Vec<&User> = users
            .iter()
            .filter(|user| user.email == MACHINE_EMAIL)
            .collect();
        assert_eq!(machines.len(), 1);
        // Removed, it is made anew, and is not the one it was.
        assert_ne!(last, Some(machines[0].id));
        last = Some(machines[0].id);
        service.users.delete(&staff, machines[0].id).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_deactivated_machine_account_gets_no_token() -> Result<()> {
    let service = TestService::new().await;
    let machine = service.insert_user(MACHINE_EMAIL, false).await;
    let deactivate = UserChanges {
        is_active: Some(false),
        ..UserChanges::default()
    };
    service.store.users().update(machine.id, deactivate).await?;
    let attempt = Attempt::default();
    let refused = service.sessions.client_token(CLIENT_SECRET, &attempt).await;
    assert!(matches!(refused, Err(Error::MachineAccountDisabled)));
    Ok(())
}

#[tokio::test]
async fn sessions_are_forgotten_when_their_tokens_have_run_out() -> Result<()> {
    let (service, _) = service_with_user().await;
    // That it was ended is remembered for as long as the token is good otherwise.
    let tokens = log_in(&service).await?;
    let principal = authenticate(&service, &tokens.access).await?;
    service.sessions.logout(principal.member()?).await?;
    service.clock.advance(DAY * 7 - SECOND);
    assert_eq!(service.sessions.delete_expired().await?, 0);
    let refused = service.sessions.refresh(&tokens.refresh).await;
    assert!(is_refused(&refused, TokenError::Invalid), "{refused:?}");
    service.clock.advance(SECOND);
    assert_eq!(service.sessions.delete_expired().await?, 1);
    let refused = service.sessions.refresh(&tokens.refresh).await;
    assert!(is_refused(&refused, TokenError::Expired), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_session_remembers_where_it_came_from() -> Result<()> {
    let (service, user) = service_with_user().await;
    let attempt = Attempt {
        address: "192.0.2.1".to_owned(),
        user_agent: "é".repeat(300),
    };
    let tokens = service.sessions.login(EMAIL, PASSWORD, &attempt).await?;
    let session = service
        .store
        .sessions()
        .get(session_of(&tokens.access))
        .await?;
    let session = session.expect("has begun");
    assert_eq!(session.user_id, user.id);
    assert_eq!(session.address, "192.0.2.1");
    assert_eq!(session.user_agent, "é".repeat(255));
    assert_eq!(session.created_at, service.clock.now());
    Ok(())
}

async fn last_login(service: &TestService, id: UserId) -> Result<Option<DateTime<Utc>>> {
    let user = service.store.users().get(id).await?;
    Ok(user.expect("it is there").last_login_at)
}

async fn service_with_user() -> (TestService, User) {
    let service = TestService::new().await;
    let user = register(&service).await;
    (service, user)
}

async fn throttled(attempts: u32) -> TestService {
    let service = TestService::with(|settings| {
        settings.login_attempts_per_minute = attempts;
    })
    .await;
    register(&service).await;
    service
}

async fn register(service: &TestService) -> User {
    let draft = AccountDraft::new(EMAIL, PASSWORD);
    service.users.register(draft).await.expect("registers")
}

fn from(address: &str) -> Attempt {
    Attempt {
        address: address.to_owned(),
        ..Attempt::default()
    }
}

async fn log_in(service: &TestService) -> Result<TokenPair> {
    let attempt = Attempt::default();
    service.sessions.login(EMAIL, PASSWORD, &attempt).await
}

async fn log_in_browser(service: &TestService) -> Result<String> {
    let attempt = Attempt::default();
    service
        .sessions
        .login_browser(EMAIL, PASSWORD, &attempt)
        .await
}

async fn authenticate(service: &TestService, token: &str) -> Result<Principal> {
    service.sessions.authenticate_access_token(token).await
}

/// Resumes a session that is good.
async fn resume(service: &TestService, token: &str) -> Result<BrowserSession> {
    let resumed = service.sessions.resume(token).await?;
    Ok(resumed.expect("the token is good"))
}

fn is_wrong<T>(outcome: &Result<T>) -> bool {
    matches!(outcome, Err(Error::WrongCredentials))
}

fn is_throttled<T>(outcome: &Result<T>) -> bool {
    matches!(outcome, Err(Error::TooManyAttempts { .. }))
}

fn is_refused<T>(outcome: &Result<T>, error: TokenError) -> bool {
    matches!(outcome, Err(Error::RefreshToken(found)) if *found == error)
}

/// The first half of a token's `jti`.
fn session_of(token: &str) -> SessionId {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let claims = token.split('.').nth(1).expect("has claims");
    let claims = URL_SAFE_NO_PAD.decode(claims).expect("is base64");
    let claims: serde_json::Value = serde_json::from_slice(&claims).expect("is JSON");
    let jti = claims["jti"].as_str().expect("has a name");
    SessionId(u64::from_str_radix(&jti[..16], 16).expect("is hex"))
}
