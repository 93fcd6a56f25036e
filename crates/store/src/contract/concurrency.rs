//! Promises about many changes at once, and about changes that nobody waits for.

use std::collections::BTreeSet;

use futures::FutureExt;
use futures::future::{join_all, try_join_all};

use super::fixture::{is_email_taken, list_all, new_dump, new_user};
use crate::{Result, Store};

pub(super) async fn concurrent_inserts_all_land(store: &dyn Store) -> Result<()> {
    let inserts = (0..500).map(|_| store.dumps().insert(new_dump()));
    let mut inserted = try_join_all(inserts).await?;
    inserted.sort_by_key(|dump| dump.id);
    assert_eq!(list_all(store).await?, inserted);
    let ids: BTreeSet<_> = inserted.iter().map(|dump| dump.id).collect();
    assert_eq!(ids.len(), 500);
    Ok(())
}

pub(super) async fn a_failing_change_fails_alone(store: &dyn Store) -> Result<()> {
    let taken = store.users().insert(new_user("taken@example.com")).await?;
    let insert = |number: i32| {
        let email = if number % 2 == 0 {
            taken.email.clone()
        } else {
            format!("{number}@example.com")
        };
        store.users().insert(new_user(&email))
    };
    let (inserted, refused): (Vec<_>, Vec<_>) = join_all((0..200).map(insert))
        .await
        .into_iter()
        .partition(Result::is_ok);
    assert_eq!((inserted.len(), refused.len()), (100, 100));
    assert!(refused.iter().all(is_email_taken), "{refused:?}");
    assert_eq!(store.users().list("").await?.len(), 101);
    Ok(())
}

pub(super) async fn a_dropped_change_happens_wholly_or_not_at_all(store: &dyn Store) -> Result<()> {
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    for _ in 0..50 {
        let given_up = new_dump();
        dropped.push(given_up.clone());
        drop(store.dumps().insert(given_up).now_or_never());
        kept.push(store.dumps().insert(new_dump()).await?);
    }
    let all = list_all(store).await?;
    for dump in &kept {
        assert!(all.contains(dump), "{dump:?} is gone");
    }
    for dump in all.iter().filter(|dump| !kept.contains(dump)) {
        let given_up = dropped
            .iter()
            .find(|new| new.blob.stored_name == dump.stored_name)
            .expect("no other dump was inserted");
        assert_eq!(dump.sha256, given_up.blob.sha256);
        assert_eq!(dump.label, given_up.label);
    }
    Ok(())
}
