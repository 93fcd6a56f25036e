//! Promises of [`crate::UserRepo`].

use futures::future::{join_all, try_join_all};
use model::{User, UserId};

use super::fixture::{is_email_taken, new_administrator, new_user};
use crate::{NewUser, Result, Store, UserChanges};

pub(super) async fn insert_returns_what_get_finds(store: &dyn Store) -> Result<()> {
    for (email, is_active, is_staff) in [
        ("a@example.com", true, false),
        ("b@example.com", false, true),
    ] {
        let new = NewUser {
            is_active,
            is_staff,
            ..new_user(email)
        };
        let user = store.users().insert(new.clone()).await?;
        let expected = User {
            id: user.id,
            email: new.email,
            is_active,
            is_staff,
            created_at: new.created_at,
            last_login_at: None,
        };
        assert_eq!(user, expected);
        assert_eq!(store.users().get(user.id).await?.as_ref(), Some(&expected));
        assert_eq!(store.users().get_by_email(email).await?, Some(expected));
    }
    Ok(())
}

/// An old token must not come to speak for somebody else.
pub(super) async fn ids_count_up_and_are_never_given_again(store: &dyn Store) -> Result<()> {
    let first = store.users().insert(new_user("a@example.com")).await?;
    let second = store.users().insert(new_user("b@example.com")).await?;
    assert_eq!((first.id, second.id), (UserId(1), UserId(2)));
    store.users().delete(second.id).await?;
    store.users().delete(first.id).await?;
    let third = store.users().insert(new_user("b@example.com")).await?;
    assert_eq!(third.id, UserId(3));
    Ok(())
}

pub(super) async fn an_unknown_account_is_none(store: &dyn Store) -> Result<()> {
    let known = store.users().insert(new_user("a@example.com")).await?;
    let users = store.users();
    for id in [0, -1, known.id.0 + 1, i64::MAX].map(UserId) {
        assert_eq!(users.get(id).await?, None);
        let changes = UserChanges {
            email: Some("b@example.com".to_owned()),
            ..UserChanges::default()
        };
        assert_eq!(users.update(id, changes).await?, None);
        assert_eq!(users.delete(id).await?, None);
    }
    assert_eq!(users.get_by_email("b@example.com").await?, None);
    assert!(users.get_credentials("b@example.com").await?.is_none());
    assert_eq!(users.list("").await?, [known]);
    Ok(())
}

pub(super) async fn addresses_are_compared_byte_by_byte(store: &dyn Store) -> Result<()> {
    let lower = store.users().insert(new_user("a@example.com")).await?;
    let upper = store.users().insert(new_user("A@example.com")).await?;
    let users = store.users();
    assert_eq!(users.get_by_email("a@example.com").await?, Some(lower));
    assert_eq!(users.get_by_email("A@example.com").await?, Some(upper));
    for other in ["", "a@example.co", "a@EXAMPLE.com", "_@example.com", "%"] {
        assert_eq!(users.get_by_email(other).await?, None, "{other}");
    }
    Ok(())
}

pub(super) async fn a_taken_address_is_refused(store: &dyn Store) -> Result<()> {
    let first = store.users().insert(new_user("a@example.com")).await?;
    let second = store.users().insert(new_user("b@example.com")).await?;
    let users = store.users();
    let inserted = users.insert(new_user("a@example.com")).await;
    assert!(is_email_taken(&inserted), "{inserted:?}");
    let changes = UserChanges {
        email: Some("a@example.com".to_owned()),
        is_staff: Some(true),
        ..UserChanges::default()
    };
    let updated = users.update(second.id, changes).await;
    assert!(is_email_taken(&updated), "{updated:?}");
    assert_eq!(users.list("").await?, [first, second]);
    Ok(())
}

pub(super) async fn of_concurrent_inserts_of_one_address_one_succeeds(
    store: &dyn Store,
) -> Result<()> {
    for round in 0..10 {
        let email = format!("{round}@example.com");
        let inserts = (0..20).map(|_| store.users().insert(new_user(&email)));
        let (inserted, refused): (Vec<_>, Vec<_>) =
            join_all(inserts).await.into_iter().partition(Result::is_ok);
        assert_eq!(inserted.len(), 1);
        assert!(refused.iter().all(is_email_taken), "{refused:?}");
    }
    assert_eq!(store.users().list("").await?.len(), 10);
    Ok(())
}

pub(super) async fn credentials_hold_the_hash_or_none(store: &dyn Store) -> Result<()> {
    for (email, password_hash) in [
        ("a@example.com", Some("$argon2id$…".to_owned())),
        ("b@example.com", None),
    ] {
        let new = NewUser {
            password_hash: password_hash.clone(),
            ..new_user(email)
        };
        let user = store.users().insert(new).await?;
        let credentials = store.users().get_credentials(email).await?;
        let credentials = credentials.expect("the account is there");
        assert_eq!(credentials.user, user);
        assert_eq!(credentials.password_hash, password_hash);
    }
    Ok(())
}

pub(super) async fn accounts_are_listed_in_order_of_id(store: &dyn Store) -> Result<()> {
    assert_eq!(store.users().list("").await?, []);
    let mut expected = Vec::new();
    for email in ["c@example.com", "a@example.com", "b@example.com"] {
        expected.push(store.users().insert(new_user(email)).await?);
    }
    assert_eq!(store.users().list("").await?, expected);
    Ok(())
}

pub(super) async fn a_part_of_an_address_has_no_case_and_no_wildcards(
    store: &dyn Store,
) -> Result<()> {
    let mut ids = Vec::new();
    for email in ["Ann_1@example.com", "ann21@example.com", "bob%@example.com"] {
        ids.push(store.users().insert(new_user(email)).await?.id);
    }
    for (part, expected) in [
        ("ann", &ids[..2]),
        ("N_1@EX", &ids[..1]),
        ("%", &ids[2..]),
        ("\\", &[]),
        ("\0", &[]),
        ("nobody", &[]),
    ] {
        let found = store.users().list(part).await?;
        let found: Vec<UserId> = found.iter().map(|user| user.id).collect();
        assert_eq!(found, expected, "{part}");
    }
    Ok(())
}

pub(super) async fn update_changes_what_is_given(store: &dyn Store) -> Result<()> {
    let other = store.users().insert(new_user("other@example.com")).await?;
    let mut expected = store.users().insert(new_user("a@example.com")).await?;
    let nothing = UserChanges::default;
    for changes in [
        nothing(),
        UserChanges {
            email: Some("b@example.com".to_owned()),
            ..nothing()
        },
        UserChanges {
            password_hash: Some("another hash".to_owned()),
            ..nothing()
        },
        UserChanges {
            is_active: Some(false),
            ..nothing()
        },
        UserChanges {
            is_staff: Some(true),
            ..nothing()
        },
        UserChanges {
            email: Some("c@example.com".to_owned()),
            password_hash: Some("a third hash".to_owned()),
            is_active: Some(true),
            is_staff: Some(false),
        },
    ] {
        let hash = password_hash(store, &expected.email).await?;
        expected = User {
            email: changes.email.clone().unwrap_or(expected.email),
            is_active: changes.is_active.unwrap_or(expected.is_active),
            is_staff: changes.is_staff.unwrap_or(expected.is_staff),
            ..expected
        };
        let hash = changes.password_hash.clone().or(hash);
        let updated = store.users().update(expected.id, changes).await?;
        assert_eq!(updated.as_ref(), Some(&expected));
        assert_eq!(store.users().get(expected.id).await?, updated);
        assert_eq!(password_hash(store, &expected.email).await?, hash);
    }
    assert_eq!(store.users().get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn an_account_may_keep_its_own_address(store: &dyn Store) -> Result<()> {
    let user = store.users().insert(new_user("a@example.com")).await?;
    let changes = UserChanges {
        email: Some(user.email.clone()),
        ..UserChanges::default()
    };
    assert_eq!(store.users().update(user.id, changes).await?, Some(user));
    Ok(())
}

pub(super) async fn administrators_are_active_and_staff(store: &dyn Store) -> Result<()> {
    let users = store.users();
    assert_eq!(users.count_administrators().await?, 0);
    users.insert(new_user("user@example.com")).await?;
    let inactive = NewUser {
        is_active: false,
        ..new_administrator("inactive@example.com")
    };
    users.insert(inactive).await?;
    assert_eq!(users.count_administrators().await?, 0);
    users.insert(new_administrator("a@example.com")).await?;
    users.insert(new_administrator("b@example.com")).await?;
    assert_eq!(users.count_administrators().await?, 2);
    Ok(())
}

pub(super) async fn delete_returns_what_it_was_once(store: &dyn Store) -> Result<()> {
    let other = store.users().insert(new_user("other@example.com")).await?;
    let user = store.users().insert(new_user("a@example.com")).await?;
    let both = [store.users().delete(user.id), store.users().delete(user.id)];
    let deleted = try_join_all(both).await?.into_iter().flatten();
    assert!(deleted.eq([user.clone()]));
    assert_eq!(store.users().get(user.id).await?, None);
    assert_eq!(store.users().get_by_email(&user.email).await?, None);
    assert_eq!(store.users().list("").await?, [other]);
    Ok(())
}

async fn password_hash(store: &dyn Store, email: &str) -> Result<Option<String>> {
    let credentials = store.users().get_credentials(email).await?;
    Ok(credentials.expect("the account is there").password_hash)
}
