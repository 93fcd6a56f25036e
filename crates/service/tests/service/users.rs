//! Accounts and the rules about them.

use futures::future::{join, join_all};
use model::UserId;
use service::{AccountDraft, Attempt, Error, Principal, Result, Staff, TokenPair};
use store::Repos;

use crate::support::{PASSWORD, TestService};

const ANOTHER_PASSWORD: &str = "An0ther-Password!";

#[tokio::test]
async fn whoever_registers_is_active_and_not_staff() -> Result<()> {
    let service = TestService::new().await;
    let draft = AccountDraft {
        is_active: Some(false),
        is_staff: Some(true),
        ..AccountDraft::new(" User@Example.COM ", PASSWORD)
    };
    let user = service.users.register(draft).await?;
    assert_eq!(user.email, "User@example.com");
    assert!(user.is_active && !user.is_staff);
    assert_eq!(user.created_at, service.clock.now());
    assert!(log_in(&service, "User@example.com", PASSWORD).await.is_ok());
    Ok(())
}

#[tokio::test]
async fn registration_can_be_switched_off() {
    let service = TestService::with(|settings| settings.allow_registration = false).await;
    let refused = service.users.register(draft("a@example.com")).await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    let staff = service.staff().await;
    assert!(
        service
            .users
            .create(&staff, draft("a@example.com"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn all_faults_of_a_draft_are_told_at_once() {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let nothing = AccountDraft::default;
    let blank = AccountDraft::new(" \u{2003}", "\u{1c} ");
    let both_bad = AccountDraft::new("nobody", "12345");
    let taken_and_short = AccountDraft::new("staff@EXAMPLE.com", "short");
    for (draft, email, password) in [
        (
            nothing(),
            "This field is required.",
            "This field is required.",
        ),
        (
            blank,
            "This field may not be blank.",
            "This field may not be blank.",
        ),
        (
            both_bad,
            "Enter a valid email address.",
            "This password is too short. It must contain at least 8 characters.",
        ),
        (
            taken_and_short,
            "user with this email already exists.",
            "This password is too short. It must contain at least 8 characters.",
        ),
    ] {
        for refused in [
            service.users.register(draft.clone()).await,
            service.users.create(&staff, draft).await,
        ] {
            assert_eq!(messages(&refused, "email")[0], email);
            assert_eq!(messages(&refused, "password")[0], password);
        }
    }
    assert_eq!(
        service.store.users().list("").await.expect("lists").len(),
        1
    );
}

#[tokio::test]
async fn addresses_differ_by_the_case_of_the_local_part_alone() -> Result<()> {
    let service = TestService::new().await;
    service.users.register(draft("a@example.com")).await?;
    service.users.register(draft("A@example.com")).await?;
    let refused = service.users.register(draft("a@EXAMPLE.com")).await;
    assert_eq!(messages(&refused, "email"), [EMAIL_TAKEN]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_simultaneous_registrations_one_succeeds() {
    let service = TestService::new().await;
    let registrations = (0..6).map(|_| service.users.register(draft("a@example.com")));
    let (registered, refused): (Vec<_>, Vec<_>) = join_all(registrations)
        .await
        .into_iter()
        .partition(Result::is_ok);
    assert_eq!(registered.len(), 1);
    for refused in &refused {
        assert_eq!(messages(refused, "email"), [EMAIL_TAKEN]);
    }
}

#[tokio::test]
async fn staff_make_accounts_of_any_kind() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    for (number, is_active, is_staff) in [
        (1, None, None),
        (2, Some(false), None),
        (3, None, Some(true)),
        (4, Some(false), Some(true)),
    ] {
        let draft = AccountDraft {
            is_active,
            is_staff,
            ..draft(&format!("{number}@example.com"))
        };
        let user = service.users.create(&staff, draft).await?;
        assert_eq!(user.is_active, is_active.unwrap_or(true));
        assert_eq!(user.is_staff, is_staff.unwrap_or(false));
        assert_eq!(service.users.get(&staff, user.id).await?, user);
    }
    let ids: Vec<i64> = service
        .users
        .list(&staff, "")
        .await?
        .iter()
        .map(|u| u.id.0)
        .collect();
    assert_eq!(ids, [1, 2, 3, 4, 5]);
    Ok(())
}

#[tokio::test]
async fn an_update_changes_what_it_holds() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let before = service.insert_user("a@example.com", false).await;
    let nothing = AccountDraft::default;
    assert_eq!(
        service.users.update(&staff, before.id, nothing()).await?,
        before
    );
    let draft = AccountDraft {
        email: Some(" a@EXAMPLE.com ".to_owned()),
        is_staff: Some(true),
        ..nothing()
    };
    // One's own address again is no duplicate.
    let promoted = service.users.update(&staff, before.id, draft).await?;
    assert_eq!(promoted.email, "a@example.com");
    assert!(promoted.is_staff && promoted.is_active);
    let draft = AccountDraft {
        password: Some(format!("  {PASSWORD}\n")),
        ..nothing()
    };
    service.users.update(&staff, before.id, draft).await?;
    assert!(log_in(&service, "a@example.com", PASSWORD).await.is_ok());
    Ok(())
}

#[tokio::test]
async fn after_a_refused_update_the_account_is_as_before() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let before = service.insert_user("a@example.com", false).await;
    for (email, password) in [
        ("staff@example.com", PASSWORD),
        ("nobody", PASSWORD),
        ("b@example.com", "short"),
    ] {
        let draft = AccountDraft {
            is_staff: Some(true),
            is_active: Some(false),
            ..AccountDraft::new(email, password)
        };
        let refused = service.users.update(&staff, before.id, draft).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert_eq!(service.users.get(&staff, before.id).await?, before);
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_account_is_not_found() {
    let service = TestService::new().await;
    let staff = service.staff().await;
    for id in [0, -1, 99].map(UserId) {
        assert!(is_not_found(&service.users.get(&staff, id).await));
        let update = service.users.update(&staff, id, draft("a@example.com"));
        assert!(is_not_found(&update.await));
        assert!(is_not_found(&service.users.delete(&staff, id).await));
    }
    let changed = service
        .users
        .change_password("a@example.com", PASSWORD)
        .await;
    assert!(is_not_found(&changed));
}

#[tokio::test]
async fn the_last_administrator_stays_one() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let id = staff.member().user().id;
    // Neither of them could do the work.
    let inactive = AccountDraft {
        is_active: Some(false),
        is_staff: Some(true),
        ..draft("inactive@example.com")
    };
    service.users.create(&staff, inactive).await?;
    service.insert_user("user@example.com", false).await;
    for (is_active, is_staff) in [
        (Some(false), None),
        (None, Some(false)),
        (Some(false), Some(false)),
        (Some(true), Some(false)),
    ] {
        let draft = AccountDraft {
            is_active,
            is_staff,
            ..AccountDraft::default()
        };
        let refused = service.users.update(&staff, id, draft).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    let refused = service.users.delete(&staff, id).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let user = service.users.get(&staff, id).await?;
    assert!(user.is_active && user.is_staff);
    Ok(())
}

#[tokio::test]
async fn an_administrator_may_go_when_there_is_another() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let id = staff.member().user().id;
    let other = service.insert_user("other@example.com", true).await;
    let demote = AccountDraft {
        is_staff: Some(false),
        ..AccountDraft::default()
    };
    service.users.update(&staff, id, demote).await?;
    // What one may do is decided by the account as it is now, not as it was.
    let principal = service.principal(id).await?;
    assert!(matches!(principal.staff(), Err(Error::Forbidden)));
    let other_staff = service.staff_as(&other).await;
    service.users.delete(&other_staff, id).await?;
    let refused = service.users.delete(&other_staff, other.id).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_administrators_cannot_remove_each_other() -> Result<()> {
    let service = TestService::new().await;
    let demote = || AccountDraft {
        is_staff: Some(false),
        ..AccountDraft::default()
    };
    for round in 0..5 {
        let one = service
            .insert_user(&format!("{round}-1@example.com"), true)
            .await;
        let two = service
            .insert_user(&format!("{round}-2@example.com"), true)
            .await;
        let staff_one = service.staff_as(&one).await;
        let staff_two = service.staff_as(&two).await;
        let outcomes = if round % 2 == 0 {
            let users = &service.users;
            let both = join(
                users.delete(&staff_one, two.id),
                users.delete(&staff_two, one.id),
            );
            <[Result<()>; 2]>::from(both.await)
        } else {
            let both = join(
                service.users.update(&staff_one, two.id, demote()),
                service.users.update(&staff_two, one.id, demote()),
            );
            let (first, second) = both.await;
            [first.map(drop), second.map(drop)]
        };
        let refused: Vec<_> = outcomes.iter().filter(|outcome| outcome.is_err()).collect();
        assert!(
            matches!(refused[..], [Err(Error::Conflict(_))]),
            "{refused:?}"
        );
        // Whoever is left goes for the next round.
        for id in [one.id, two.id] {
            service.store.users().delete(id).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_but_its_own() -> Result<()> {
    let service = TestService::new().await;
    service
        .users
        .create_superuser("a@example.com", PASSWORD)
        .await?;
    let changing = log_in(&service, "a@example.com", PASSWORD).await?;
    let other = log_in(&service, "a@example.com", PASSWORD).await?;
    let staff = staff_of(&service, &changing).await?;
    let id = staff.member().user().id;
    let draft = AccountDraft {
        password: Some(ANOTHER_PASSWORD.to_owned()),
        ..AccountDraft::default()
    };
    service.users.update(&staff, id, draft).await?;
    assert!(service.sessions.refresh(&changing.refresh).await.is_ok());
    assert!(is_ended(&service, &other).await);
    assert!(log_in(&service, "a@example.com", PASSWORD).await.is_err());
    assert!(
        log_in(&service, "a@example.com", ANOTHER_PASSWORD)
            .await
            .is_ok()
    );
    Ok(())
}

#[tokio::test]
async fn a_password_set_by_somebody_else_ends_all_sessions() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let user = service.users.register(draft("a@example.com")).await?;
    let session = log_in(&service, "a@example.com", PASSWORD).await?;
    // The same password counts as well: it may be what somebody else has learnt.
    let draft = AccountDraft {
        password: Some(PASSWORD.to_owned()),
        ..AccountDraft::default()
    };
    service.users.update(&staff, user.id, draft).await?;
    assert!(is_ended(&service, &session).await);
    Ok(())
}

#[tokio::test]
async fn other_changes_end_no_session() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let user = service.users.register(draft("a@example.com")).await?;
    let session = log_in(&service, "a@example.com", PASSWORD).await?;
    let draft = AccountDraft {
        email: Some("b@example.com".to_owned()),
        is_staff: Some(true),
        is_active: Some(true),
        ..AccountDraft::default()
    };
    service.users.update(&staff, user.id, draft).await?;
    assert!(service.sessions.refresh(&session.refresh).await.is_ok());
    Ok(())
}

#[tokio::test]
async fn deactivating_ends_sessions_for_good() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let user = service.users.register(draft("a@example.com")).await?;
    let session = log_in(&service, "a@example.com", PASSWORD).await?;
    for is_active in [false, true] {
        let draft = AccountDraft {
            is_active: Some(is_active),
            ..AccountDraft::default()
        };
        service.users.update(&staff, user.id, draft).await?;
        assert!(service.sessions.refresh(&session.refresh).await.is_err());
        let principal = service.principal(user.id).await;
        assert_eq!(principal.is_ok(), is_active);
    }
    assert!(is_ended(&service, &session).await);
    Ok(())
}

#[tokio::test]
async fn a_removed_account_is_nobody() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let user = service.users.register(draft("a@example.com")).await?;
    let session = log_in(&service, "a@example.com", PASSWORD).await?;
    service.users.delete(&staff, user.id).await?;
    assert!(is_not_found(&service.users.get(&staff, user.id).await));
    let principal = service
        .sessions
        .authenticate_access_token(&session.access)
        .await;
    assert!(matches!(principal, Err(Error::UserNotFound)));
    let refreshed = service.sessions.refresh(&session.refresh).await;
    assert!(matches!(refreshed, Err(Error::NoAccountForToken)));
    // Not even when the address comes back.
    service.users.register(draft("a@example.com")).await?;
    let principal = service
        .sessions
        .authenticate_access_token(&session.access)
        .await;
    assert!(matches!(principal, Err(Error::UserNotFound)));
    Ok(())
}

#[tokio::test]
async fn the_command_line_makes_administrators() -> Result<()> {
    let service = TestService::new().await;
    let made = service
        .users
        .create_superuser(" a@EXAMPLE.com", PASSWORD)
        .await?;
    assert_eq!(made.email, "a@example.com");
    assert!(made.is_staff && made.is_active);
    assert!(log_in(&service, "a@example.com", PASSWORD).await.is_ok());
    for (email, password, field) in [
        ("nobody", PASSWORD, "email"),
        ("b@example.com", "12345678", "password"),
    ] {
        let refused = service.users.create_superuser(email, password).await;
        assert_ne!(messages(&refused, field), [""; 0]);
    }
    Ok(())
}

#[tokio::test]
async fn the_command_line_takes_an_account_over() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let user = service.users.register(draft("a@example.com")).await?;
    let session = log_in(&service, "a@example.com", PASSWORD).await?;
    let deactivate = AccountDraft {
        is_active: Some(false),
        ..AccountDraft::default()
    };
    service.users.update(&staff, user.id, deactivate).await?;
    let taken_over = service
        .users
        .create_superuser("a@example.com", ANOTHER_PASSWORD)
        .await?;
    assert_eq!(taken_over.id, user.id);
    assert!(taken_over.is_staff && taken_over.is_active);
    assert!(is_ended(&service, &session).await);
    assert!(log_in(&service, "a@example.com", PASSWORD).await.is_err());
    assert!(
        log_in(&service, "a@example.com", ANOTHER_PASSWORD)
            .await
            .is_ok()
    );
    Ok(())
}

#[tokio::test]
async fn the_command_line_changes_a_password() -> Result<()> {
    let service = TestService::new().await;
    let user = service.users.register(draft("a@example.com")).await?;
    let session = log_in(&service, "a@example.com", PASSWORD).await?;
    let changed = service
        .users
        .change_password("a@example.com", ANOTHER_PASSWORD)
        .await?;
    assert_eq!(changed.id, user.id);
    assert!(is_ended(&service, &session).await);
    assert!(
        log_in(&service, "a@example.com", ANOTHER_PASSWORD)
            .await
            .is_ok()
    );
    let refused = service
        .users
        .change_password("a@example.com", "short")
        .await;
    assert_ne!(messages(&refused, "password"), [""; 0]);
    Ok(())
}

#[tokio::test]
async fn only_staff_are_staff() -> Result<()> {
    let service = TestService::new().await;
    assert!(matches!(
        Principal::Anonymous.staff(),
        Err(Error::Unauthenticated)
    ));
    let member = Principal::Member(service.member().await);
    assert!(matches!(member.staff(), Err(Error::Forbidden)));
    Ok(())
}

const EMAIL_TAKEN: &str = "user with this email already exists.";

fn draft(email: &str) -> AccountDraft {
    AccountDraft::new(email, PASSWORD)
}

/// What is wrong with one field.
fn messages<'a, T: std::fmt::Debug>(outcome: &'a Result<T>, field: &str) -> &'a [String] {
    let Err(Error::Invalid(errors)) = outcome else {
        panic!("{outcome:?}");
    };
    errors.field(field)
}

fn is_not_found<T>(outcome: &Result<T>) -> bool {
    matches!(outcome, Err(Error::NotFound("User")))
}

async fn log_in(service: &TestService, email: &str, password: &str) -> Result<TokenPair> {
    let attempt = Attempt::default();
    service.sessions.login(email, password, &attempt).await
}

async fn staff_of(service: &TestService, tokens: &TokenPair) -> Result<Staff> {
    let principal = service.sessions.authenticate_access_token(&tokens.access);
    principal.await?.staff()
}

/// Whether the session was ended, as against the account.
async fn is_ended(service: &TestService, tokens: &TokenPair) -> bool {
    let refreshed = service.sessions.refresh(&tokens.refresh).await;
    matches!(refreshed, Err(Error::RefreshToken(_)))
}
