//! Promises of [`crate::SessionRepo`].

use futures::future::try_join_all;
use model::{User, UserId};

use super::fixture::{insert_user, moment, new_session, new_user};
use crate::{NewSession, Result, Rotation, Session, SessionId, Store, TokenId, UserChanges};

pub(super) async fn insert_returns_what_get_finds(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    // Ids and tokens are any 64 bits, also those that a signed number calls negative.
    for bits in [0, 1, u64::MAX, 1 << 63, 0x0123_4567_89ab_cdef] {
        let new = NewSession {
            token: TokenId(!bits),
            ..new_session(bits, user.id)
        };
        store.sessions().insert(new.clone()).await?;
        let expected = Session {
            id: new.id,
            user_id: user.id,
            token: new.token,
            previous: None,
            created_at: new.created_at,
            last_used_at: new.created_at,
            expires_at: new.expires_at,
            ended_at: None,
            user_agent: new.user_agent,
            address: new.address,
        };
        assert_eq!(store.sessions().get(new.id).await?, Some(expected));
    }
    Ok(())
}

pub(super) async fn a_session_is_the_last_login_of_its_account(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let other = insert_user(store).await?;
    for (id, second) in [(1, 5), (2, 6)] {
        let login = NewSession {
            created_at: moment(second),
            ..new_session(id, user.id)
        };
        store.sessions().insert(login).await?;
        // A token that is used or replaced is no login.
        let id = SessionId(id);
        let rotated = store.sessions().update_token(id, rotation(1, 8)).await?;
        assert!(rotated);
        let noted = store.sessions().update_last_used(id, TokenId(8), moment(9));
        noted.await?;
        let expected = User {
            last_login_at: Some(moment(second)),
            ..user.clone()
        };
        let credentials = store.users().get_credentials(&user.email).await?;
        assert_eq!(credentials.map(|found| found.user), Some(expected.clone()));
        assert_eq!(store.users().get(user.id).await?, Some(expected.clone()));
        assert_eq!(store.users().list("").await?, [expected, other.clone()]);
    }
    // Also when the session is forgotten.
    store.sessions().delete_expired(moment(999)).await?;
    let found = store
        .users()
        .update(user.id, UserChanges::default())
        .await?;
    let found = found.expect("it is there");
    assert_eq!(found.last_login_at, Some(moment(6)));
    Ok(())
}

pub(super) async fn an_unknown_session_is_none(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let known = begin(store, 1, user.id).await?;
    let unknown = SessionId(2);
    let sessions = store.sessions();
    assert_eq!(sessions.get(unknown).await?, None);
    assert!(!sessions.update_token(unknown, rotation(1, 2)).await?);
    sessions.end(unknown, moment(1)).await?;
    assert_eq!(sessions.get(known.id).await?, Some(known));
    Ok(())
}

/// A login that crosses the removal of its account must not outlive it.
pub(super) async fn a_session_needs_its_account(store: &dyn Store) -> Result<()> {
    let nobody = UserId(1);
    let inserted = store.sessions().insert(new_session(1, nobody)).await;
    assert!(inserted.is_err());
    assert_eq!(store.sessions().get(SessionId(1)).await?, None);
    Ok(())
}

pub(super) async fn rotation_goes_from_the_current_token_alone(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let other = begin(store, 2, user.id).await?;
    let session = begin(store, 1, user.id).await?;
    let sessions = store.sessions();
    assert!(sessions.update_token(session.id, rotation(1, 2)).await?);
    let rotated = Session {
        token: TokenId(2),
        previous: Some((TokenId(1), moment(2))),
        expires_at: moment(102),
        ..session.clone()
    };
    assert_eq!(sessions.get(session.id).await?.as_ref(), Some(&rotated));
    for not_current in [1, 3] {
        let rotation = rotation(not_current, 4);
        assert!(!sessions.update_token(session.id, rotation).await?);
        assert_eq!(sessions.get(session.id).await?.as_ref(), Some(&rotated));
    }
    assert!(sessions.update_token(session.id, rotation(2, 3)).await?);
    let rotated = sessions.get(session.id).await?.expect("it is there");
    assert_eq!(rotated.previous, Some((TokenId(2), moment(3))));
    assert_eq!(sessions.get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn the_first_use_of_a_new_token_tells_of_its_arrival(
    store: &dyn Store,
) -> Result<()> {
    let user = insert_user(store).await?;
    let other = begin(store, 2, user.id).await?;
    let session = begin(store, 1, user.id).await?;
    let sessions = store.sessions();
    let note =
        |token, second| sessions.update_last_used(session.id, TokenId(token), moment(second));
    note(1, 10).await?;
    let rotation = Rotation {
        at: moment(20),
        ..rotation(1, 2)
    };
    assert!(sessions.update_token(session.id, rotation).await?);
    note(1, 25).await?;
    let rotated = sessions.get(session.id).await?.expect("it is there");
    assert_eq!(rotated.last_used_at, moment(10));
    for (used, arrived, last_used) in [(30, 30, 30), (40, 30, 40), (35, 30, 40)] {
        note(2, used).await?;
        let session = sessions.get(session.id).await?.expect("it is there");
        assert_eq!(session.previous, Some((TokenId(1), moment(arrived))));
        assert_eq!(session.last_used_at, moment(last_used));
    }
    assert_eq!(sessions.get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn of_concurrent_rotations_one_succeeds(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let session = begin(store, 1, user.id).await?;
    let rotations = (2..22).map(|to| store.sessions().update_token(session.id, rotation(1, to)));
    let rotated = try_join_all(rotations).await?;
    assert_eq!(rotated.into_iter().filter(|rotated| *rotated).count(), 1);
    Ok(())
}

pub(super) async fn an_ended_session_does_not_rotate(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let session = begin(store, 1, user.id).await?;
    store.sessions().end(session.id, moment(1)).await?;
    assert!(
        !store
            .sessions()
            .update_token(session.id, rotation(1, 2))
            .await?
    );
    let ended = Session {
        ended_at: Some(moment(1)),
        ..session
    };
    assert_eq!(store.sessions().get(ended.id).await?, Some(ended));
    Ok(())
}

pub(super) async fn end_keeps_the_first_moment(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let session = begin(store, 1, user.id).await?;
    let other = begin(store, 2, user.id).await?;
    for second in [5, 6, 4] {
        store.sessions().end(session.id, moment(second)).await?;
        assert_eq!(ended_at(store, session.id).await?, Some(5));
    }
    assert_eq!(store.sessions().get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn end_all_spares_the_exception_and_other_users(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let bystander = insert_user(store).await?;
    for id in [1, 2, 3] {
        begin(store, id, user.id).await?;
    }
    begin(store, 4, bystander.id).await?;
    let sessions = store.sessions();
    sessions.end(SessionId(3), moment(1)).await?;
    sessions
        .end_all(user.id, Some(SessionId(2)), moment(5))
        .await?;
    for (id, expected) in [(1, Some(5)), (2, None), (3, Some(1)), (4, None)] {
        assert_eq!(ended_at(store, SessionId(id)).await?, expected, "{id}");
    }
    sessions.end_all(user.id, None, moment(6)).await?;
    for (id, expected) in [(1, Some(5)), (2, Some(6)), (3, Some(1)), (4, None)] {
        assert_eq!(ended_at(store, SessionId(id)).await?, expected, "{id}");
    }
    Ok(())
}

pub(super) async fn end_all_remembers_its_moment(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let bystander = insert_user(store).await?;
    let sessions = store.sessions();
    assert_eq!(sessions.get_ended_before(user.id).await?, None);
    for second in [5, 6] {
        sessions.end_all(user.id, None, moment(second)).await?;
        let ended_before = sessions.get_ended_before(user.id).await?;
        assert_eq!(ended_before, Some(moment(second)));
    }
    assert_eq!(sessions.get_ended_before(bystander.id).await?, None);
    let nobody = UserId(bystander.id.0 + 1);
    sessions.end_all(nobody, None, moment(5)).await?;
    assert_eq!(sessions.get_ended_before(nobody).await?, None);
    Ok(())
}

pub(super) async fn live_sessions_are_listed_last_used_first(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let other = store.users().insert(new_user("other@example.com")).await?;
    begin(store, 9, other.id).await?;
    for id in 1..=4 {
        begin(store, id, user.id).await?;
    }
    let sessions = store.sessions();
    sessions
        .update_last_used(SessionId(3), TokenId(1), moment(5))
        .await?;
    sessions.end(SessionId(2), moment(1)).await?;
    let ids = |found: Vec<Session>| found.iter().map(|found| found.id.0).collect::<Vec<_>>();
    let now = moment(6);
    assert_eq!(ids(sessions.list_live(user.id, now, 10).await?), [3, 1, 4]);
    assert_eq!(ids(sessions.list_live(user.id, now, 1).await?), [3]);
    let later = new_session(1, user.id).expires_at;
    assert_eq!(sessions.list_live(user.id, later, 10).await?, []);
    Ok(())
}

pub(super) async fn expired_sessions_are_forgotten(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    for (id, expires_at) in [(1, 10), (2, 20), (3, 30)] {
        let session = NewSession {
            expires_at: moment(expires_at),
            ..new_session(id, user.id)
        };
        store.sessions().insert(session).await?;
    }
    // That it was ended is to be remembered for as long as its tokens might be shown.
    store.sessions().end(SessionId(3), moment(1)).await?;
    for (now, forgotten, left) in [(9, 0, vec![1, 2, 3]), (20, 2, vec![3]), (99, 1, vec![])] {
        assert_eq!(
            store.sessions().delete_expired(moment(now)).await?,
            forgotten
        );
        for id in [1, 2, 3] {
            let is_left = store.sessions().get(SessionId(id)).await?.is_some();
            assert_eq!(is_left, left.contains(&id), "{id} at {now}");
        }
    }
    Ok(())
}

pub(super) async fn sessions_go_with_their_account(store: &dyn Store) -> Result<()> {
    let user = insert_user(store).await?;
    let bystander = insert_user(store).await?;
    begin(store, 1, user.id).await?;
    begin(store, 2, user.id).await?;
    let kept = begin(store, 3, bystander.id).await?;
    store.users().delete(user.id).await?;
    for id in [1, 2].map(SessionId) {
        assert_eq!(store.sessions().get(id).await?, None);
    }
    assert_eq!(store.sessions().get(kept.id).await?, Some(kept));
    Ok(())
}

/// The rotation at the second of the same number as the new token.
fn rotation(from: u64, to: u64) -> Rotation {
    let second = i64::try_from(to).expect("a handful");
    Rotation {
        from: TokenId(from),
        to: TokenId(to),
        at: moment(second),
        expires_at: moment(second + 100),
    }
}

async fn begin(store: &dyn Store, id: u64, user_id: UserId) -> Result<Session> {
    store.sessions().insert(new_session(id, user_id)).await?;
    let session = store.sessions().get(SessionId(id)).await?;
    Ok(session.expect("it was just inserted"))
}

/// The second at which a session ended.
async fn ended_at(store: &dyn Store, id: SessionId) -> Result<Option<i64>> {
    let session = store.sessions().get(id).await?.expect("it is there");
    Ok(session.ended_at.map(|at| (at - moment(0)).num_seconds()))
}
