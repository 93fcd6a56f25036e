//! Promises of [`crate::Tx`].

use futures::FutureExt;
use futures::future::{join, try_join_all};
use model::User;

use super::fixture::{
    by, is_email_taken, list_all, moment, new_administrator, new_dump, new_file, new_session,
    new_user,
};
use crate::{Result, SessionId, Store, Tx, UserChanges};

pub(super) async fn commit_makes_every_step_visible(store: &dyn Store) -> Result<()> {
    let tx = store.begin().await?;
    let dump = tx.dumps().insert(new_dump()).await?;
    let user = tx.users().insert(new_user("a@example.com")).await?;
    tx.sessions().insert(new_session(1, user.id)).await?;
    tx.commit().await?;
    assert_eq!(store.dumps().get(dump.id).await?, Some(dump));
    let signed_in = User {
        last_login_at: Some(moment(0)),
        ..user
    };
    assert_eq!(store.users().list("").await?, [signed_in]);
    assert!(store.sessions().get(SessionId(1)).await?.is_some());
    Ok(())
}

pub(super) async fn dropped_it_changes_nothing(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let user = store.users().insert(new_user("a@example.com")).await?;
    store.sessions().insert(new_session(1, user.id)).await?;
    let user = store.users().get(user.id).await?.expect("is there");
    let session = store.sessions().get(SessionId(1)).await?;
    let tx = store.begin().await?;
    tx.dumps().insert(new_dump()).await?;
    tx.dumps()
        .update_file(dump.id, new_file(), None, by())
        .await?;
    tx.dumps().delete(dump.id).await?;
    tx.sessions().end_all(user.id, None, moment(1)).await?;
    tx.users().delete(user.id).await?;
    drop(tx);
    assert_eq!(list_all(store).await?, [dump]);
    assert_eq!(store.users().get(user.id).await?.as_ref(), Some(&user));
    assert_eq!(store.sessions().get(SessionId(1)).await?, session);
    assert_eq!(store.sessions().get_ended_before(user.id).await?, None);
    Ok(())
}

pub(super) async fn it_sees_its_own_changes_and_nobody_else_does(store: &dyn Store) -> Result<()> {
    let tx = store.begin().await?;
    let dump = tx.dumps().insert(new_dump()).await?;
    let administrator = new_administrator("a@example.com");
    let user = tx.users().insert(administrator).await?;
    assert_eq!(tx.dumps().get(dump.id).await?.as_ref(), Some(&dump));
    assert_eq!(tx.users().count_administrators().await?, 1);
    assert_eq!(store.dumps().get(dump.id).await?, None);
    assert_eq!(store.users().count_administrators().await?, 0);
    tx.users().delete(user.id).await?;
    assert_eq!(tx.users().list("").await?, []);
    tx.commit().await?;
    assert_eq!(list_all(store).await?, [dump]);
    Ok(())
}

pub(super) async fn a_taken_address_is_refused_inside(store: &dyn Store) -> Result<()> {
    let user = store.users().insert(new_user("a@example.com")).await?;
    let tx = store.begin().await?;
    tx.dumps().insert(new_dump()).await?;
    let inserted = tx.users().insert(new_user("a@example.com")).await;
    assert!(is_email_taken(&inserted), "{inserted:?}");
    drop(tx);
    let tx = store.begin().await?;
    let other = tx.users().insert(new_user("b@example.com")).await?;
    let changes = UserChanges {
        email: Some(user.email.clone()),
        ..UserChanges::default()
    };
    let updated = tx.users().update(other.id, changes).await;
    assert!(is_email_taken(&updated), "{updated:?}");
    drop(tx);
    assert_eq!(store.users().list("").await?, [user]);
    assert_eq!(list_all(store).await?, []);
    Ok(())
}

/// Some databases go on after an error, some have undone all steps by then and take
/// the next ones for themselves: nobody may come to depend on either.
pub(super) async fn after_a_failed_step_it_cannot_be_committed(store: &dyn Store) -> Result<()> {
    let user = store.users().insert(new_user("a@example.com")).await?;
    let tx = store.begin().await?;
    tx.dumps().insert(new_dump()).await?;
    let inserted = tx.users().insert(new_user("a@example.com")).await;
    assert!(is_email_taken(&inserted), "{inserted:?}");
    assert!(tx.dumps().insert(new_dump()).await.is_err());
    assert!(tx.commit().await.is_err());
    assert_eq!(list_all(store).await?, []);
    assert_eq!(store.users().list("").await?, [user]);
    Ok(())
}

pub(super) async fn a_write_outside_waits_for_its_end(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    let tx = store.begin().await?;
    let inside = update_label_twice(tx, dump.id);
    let outside = store
        .dumps()
        .update_label(dump.id, "outside".to_owned(), by());
    // The one outside is under way before the first step inside.
    let (outside, inside) = join(outside, inside).await;
    inside?;
    assert_eq!(outside?.expect("the dump is there").label, "outside");
    assert_eq!(list_all(store).await?[0].label, "outside");
    Ok(())
}

async fn update_label_twice(tx: Box<dyn Tx>, id: model::DumpId) -> Result<()> {
    tx.dumps()
        .update_label(id, "inside".to_owned(), by())
        .await?;
    let label = tx.dumps().get(id).await?.map(|dump| dump.label);
    assert_eq!(label.as_deref(), Some("inside"));
    tx.dumps()
        .update_label(id, "inside, too".to_owned(), by())
        .await?;
    tx.commit().await
}

/// The rule "there is one administrator at least" stands on this.
pub(super) async fn what_it_has_read_stays_true_until_it_commits(store: &dyn Store) -> Result<()> {
    let make_the_first = |number: i32| async move {
        let tx = store.begin().await?;
        if tx.users().count_administrators().await? > 0 {
            return Ok(false);
        }
        let email = format!("{number}@example.com");
        tx.users().insert(new_administrator(&email)).await?;
        tx.commit().await?;
        Ok(true)
    };
    let made: Vec<bool> = try_join_all((0..20).map(make_the_first)).await?;
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
    assert_eq!(store.users().count_administrators().await?, 1);
    Ok(())
}

pub(super) async fn given_up_halfway_it_blocks_nobody(store: &dyn Store) -> Result<()> {
    let dump = store.dumps().insert(new_dump()).await?;
    for _ in 0..20 {
        drop(store.begin().now_or_never());
        let tx = store.begin().await?;
        if tx.dumps().delete(dump.id).now_or_never().is_some() {
            drop(tx);
        } else {
            // Nobody knows how far that step has come.
            assert!(tx.commit().await.is_err());
        }
        let tx = store.begin().await?;
        tx.dumps().delete(dump.id).await?;
        // Given up while it commits: either is right, half of it is not.
        drop(tx.commit().now_or_never());
        let is_there = store.dumps().get(dump.id).await?.is_some();
        let label = store
            .dumps()
            .update_label(dump.id, "x".to_owned(), by())
            .await?;
        if !is_there {
            assert_eq!(label, None);
        }
    }
    store.dumps().insert(new_dump()).await?;
    Ok(())
}
