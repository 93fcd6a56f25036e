//! Promises of [`crate::ClientRepo`].

use futures::future::{join_all, try_join_all};
use model::{Client, ClientId, Scope, Scopes, Sha256};

use super::fixture::{moment, new_client, new_client_secret};
use crate::{ClientCredentials, ClientSettings, Result, SessionId, Store, StoreError};

pub(super) async fn insert_returns_what_get_finds(store: &dyn Store) -> Result<()> {
    let all: Scopes = Scope::ALL.into_iter().collect();
    // Names of tokens are any 64 bits, also those that a signed number calls negative.
    for (number, bits, scopes, expires_at) in [
        (1, 0, Scopes::default(), None),
        (2, u64::MAX, all, Some(moment(1_000))),
    ] {
        let mut new = new_client(&format!("Nächtlich {number}"), number);
        new.secret.session = SessionId(bits);
        new.settings.scopes = scopes;
        new.settings.expires_at = expires_at;
        let client = store.clients().insert(new.clone()).await?;
        let expected = Client {
            id: client.id,
            name: new.settings.name,
            scopes: new.settings.scopes,
            created_at: new.created_at,
            expires_at,
            revoked_at: None,
            last_used_at: None,
        };
        assert_eq!(client, expected);
        let clients = store.clients();
        assert_eq!(clients.get(client.id).await?.as_ref(), Some(&expected));
        let credentials = Some(ClientCredentials {
            client,
            session: SessionId(bits),
        });
        assert_eq!(clients.get_credentials(expected.id).await?, credentials);
        let by_secret = clients.get_credentials_by_secret(new.secret.hash).await?;
        assert_eq!(by_secret, credentials);
    }
    Ok(())
}

/// An old token must not come to speak for another machine.
pub(super) async fn ids_count_up_and_are_never_given_again(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let first = clients.insert(new_client("a", 1)).await?;
    let second = clients.insert(new_client("b", 2)).await?;
    assert_eq!((first.id, second.id), (ClientId(1), ClientId(2)));
    clients.delete(second.id).await?;
    clients.delete(first.id).await?;
    let third = clients.insert(new_client("a", 1)).await?;
    assert_eq!(third.id, ClientId(3));
    Ok(())
}

pub(super) async fn an_unknown_client_is_none(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let known = clients.insert(new_client("a", 1)).await?;
    for id in [0, -1, known.id.0 + 1, i64::MAX].map(ClientId) {
        assert_eq!(clients.get(id).await?, None);
        assert_eq!(clients.get_credentials(id).await?, None);
        let settings = new_client("b", 2).settings;
        assert_eq!(clients.update(id, settings).await?, None);
        let secret = new_client_secret(2);
        assert_eq!(clients.update_secret(id, secret).await?, None);
        clients.update_last_used(id, moment(1)).await?;
        assert_eq!(clients.revoke(id, moment(1)).await?, None);
        assert_eq!(clients.delete(id).await?, None);
    }
    let unknown = Sha256([2; 32]);
    assert_eq!(clients.get_credentials_by_secret(unknown).await?, None);
    assert_eq!(clients.list().await?, [known]);
    Ok(())
}

pub(super) async fn names_are_taken_in_any_case(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let first = clients.insert(new_client("Über", 1)).await?;
    let second = clients.insert(new_client("other", 2)).await?;
    for name in ["Über", "über", "ÜBER"] {
        let inserted = clients.insert(new_client(name, 3)).await;
        assert!(is_name_taken(&inserted), "{inserted:?}");
        let settings = new_client(name, 3).settings;
        let updated = clients.update(second.id, settings).await;
        assert!(is_name_taken(&updated), "{updated:?}");
    }
    assert_eq!(clients.list().await?, [first, second]);
    Ok(())
}

pub(super) async fn of_concurrent_inserts_of_one_name_one_succeeds(
    store: &dyn Store,
) -> Result<()> {
    let inserts = (1..=20).map(|secret| store.clients().insert(new_client("a", secret)));
    let (inserted, refused): (Vec<_>, Vec<_>) =
        join_all(inserts).await.into_iter().partition(Result::is_ok);
    assert_eq!(inserted.len(), 1);
    assert!(refused.iter().all(is_name_taken), "{refused:?}");
    Ok(())
}

pub(super) async fn clients_are_listed_in_order_of_id(store: &dyn Store) -> Result<()> {
    assert_eq!(store.clients().list().await?, []);
    let mut expected = Vec::new();
    for (name, secret) in [("c", 9), ("a", 5), ("b", 7)] {
        expected.push(store.clients().insert(new_client(name, secret)).await?);
    }
    assert_eq!(store.clients().list().await?, expected);
    Ok(())
}

pub(super) async fn update_changes_the_settings_alone(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let other = clients.insert(new_client("other", 1)).await?;
    let client = clients.insert(new_client("a", 2)).await?;
    for settings in [
        ClientSettings {
            name: "b".to_owned(),
            scopes: [Scope::Read, Scope::Write].into_iter().collect(),
            expires_at: Some(moment(5)),
        },
        new_client("c", 2).settings,
    ] {
        let updated = clients.update(client.id, settings.clone()).await?;
        let expected = Client {
            name: settings.name,
            scopes: settings.scopes,
            expires_at: settings.expires_at,
            ..client.clone()
        };
        assert_eq!(updated.as_ref(), Some(&expected));
        let credentials = ClientCredentials {
            client: expected,
            session: SessionId(2),
        };
        assert_eq!(
            clients.get_credentials_by_secret(Sha256([2; 32])).await?,
            Some(credentials)
        );
    }
    assert_eq!(clients.get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn a_client_may_keep_its_own_name(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let client = clients.insert(new_client("Nightly", 1)).await?;
    for name in ["Nightly", "NIGHTLY"] {
        let settings = new_client(name, 1).settings;
        let updated = clients.update(client.id, settings).await?;
        assert_eq!(updated.map(|client| client.name).as_deref(), Some(name));
    }
    Ok(())
}

pub(super) async fn a_new_secret_replaces_the_old_one(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let other = clients.insert(new_client("other", 1)).await?;
    let client = clients.insert(new_client("a", 2)).await?;
    let secret = new_client_secret(3);
    let updated = clients.update_secret(client.id, secret).await?;
    assert_eq!(updated.as_ref(), Some(&client));
    assert_eq!(credentials(store, 2).await?, None);
    let credentials_now = credentials(store, 3).await?;
    assert_eq!(credentials_now, Some((client.id, SessionId(3))));
    let credentials_of_other = credentials(store, 1).await?;
    assert_eq!(credentials_of_other, Some((other.id, SessionId(1))));
    Ok(())
}

pub(super) async fn a_use_is_noted_once_it_is_later(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let other = clients.insert(new_client("other", 1)).await?;
    let client = clients.insert(new_client("a", 2)).await?;
    for (used, noted) in [(5, 5), (3, 5), (8, 8)] {
        clients.update_last_used(client.id, moment(used)).await?;
        let client = clients.get(client.id).await?.expect("it is there");
        assert_eq!(client.last_used_at, Some(moment(noted)));
    }
    assert_eq!(clients.get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn revoke_keeps_the_first_moment(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let other = clients.insert(new_client("other", 1)).await?;
    let client = clients.insert(new_client("a", 2)).await?;
    for second in [5, 6, 4] {
        let revoked = Client {
            revoked_at: Some(moment(5)),
            ..client.clone()
        };
        let answer = clients.revoke(client.id, moment(second)).await?;
        assert_eq!(answer, Some(revoked));
    }
    assert_eq!(clients.get(other.id).await?, Some(other));
    Ok(())
}

pub(super) async fn delete_returns_what_it_was_once(store: &dyn Store) -> Result<()> {
    let clients = store.clients();
    let other = clients.insert(new_client("other", 1)).await?;
    let client = clients.insert(new_client("a", 2)).await?;
    let both = [clients.delete(client.id), clients.delete(client.id)];
    let deleted = try_join_all(both).await?.into_iter().flatten();
    assert!(deleted.eq([client.clone()]));
    assert_eq!(clients.get(client.id).await?, None);
    assert_eq!(credentials(store, 2).await?, None);
    assert_eq!(clients.list().await?, [other]);
    Ok(())
}

/// Whose secret that is, and how its tokens are named.
async fn credentials(store: &dyn Store, secret: u8) -> Result<Option<(ClientId, SessionId)>> {
    let hash = new_client_secret(secret).hash;
    let found = store.clients().get_credentials_by_secret(hash).await?;
    Ok(found.map(|found| (found.client.id, found.session)))
}

fn is_name_taken<T>(outcome: &Result<T>) -> bool {
    matches!(outcome, Err(StoreError::ClientNameTaken))
}
