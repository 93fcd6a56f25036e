//! Rows that do not matter, for the rows that do.

use chrono::{DateTime, TimeDelta, Utc};
use model::{
    Actor, Damage, Dump, DumpFilter, DumpOrdering, DumpQuery, Scope, Sha256, StoredName, User,
    UserId,
};
use uuid::Uuid;

use crate::{
    By, ClientSettings, NewBlob, NewClient, NewClientSecret, NewDump, NewFile, NewSession, NewUser,
    Result, SessionId, Store, StoreError, TokenId,
};

/// A moment with microseconds; counted from an arbitrary one.
pub(super) fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_795_329_996_231_813).expect("within the calendar")
        + TimeDelta::seconds(seconds)
}

/// Somebody, at `moment(0)`.
pub(super) fn by() -> By {
    By {
        actor: Actor::User("ada@example.com".to_owned()),
        at: moment(0),
    }
}

/// As [`new_dump`], of another time.
pub(super) fn new_dump_at(at: DateTime<Utc>) -> NewDump {
    NewDump {
        uploaded: By { at, ..by() },
        ..new_dump()
    }
}

pub(super) fn new_blob() -> NewBlob {
    let name = Uuid::new_v4();
    let mut sha256 = [7; 32];
    sha256[..16].copy_from_slice(name.as_bytes());
    NewBlob {
        stored_name: StoredName(name),
        size: 14,
        sha256: Sha256(sha256),
    }
}

pub(super) fn new_dump() -> NewDump {
    NewDump {
        original_name: "app.dmp".to_owned(),
        label: "v1.2.3".to_owned(),
        uploaded: by(),
        blob: new_blob(),
        other: None,
    }
}

pub(super) fn new_dump_with_label(label: &str) -> NewDump {
    NewDump {
        label: label.to_owned(),
        ..new_dump()
    }
}

pub(super) fn new_file() -> NewFile {
    NewFile {
        original_name: "fixed.dmp".to_owned(),
        blob: NewBlob {
            size: 15,
            ..new_blob()
        },
        other: None,
    }
}

/// An account that is active and not staff.
pub(super) fn new_user(email: &str) -> NewUser {
    NewUser {
        email: email.to_owned(),
        password_hash: Some("a hash".to_owned()),
        is_active: true,
        is_staff: false,
        created_at: moment(0),
    }
}

pub(super) fn new_administrator(email: &str) -> NewUser {
    NewUser {
        is_staff: true,
        ..new_user(email)
    }
}

/// A session that runs from `moment(0)` to `moment(100)`, with the token 1.
pub(super) fn new_session(id: u64, user_id: UserId) -> NewSession {
    NewSession {
        id: SessionId(id),
        user_id,
        token: TokenId(1),
        created_at: moment(0),
        expires_at: moment(100),
        user_agent: "uploader/1.0".to_owned(),
        address: "192.0.2.1".to_owned(),
    }
}

/// Adds an account that is not looked at again.
pub(super) async fn insert_user(store: &dyn Store) -> Result<User> {
    let email = format!("{}@example.com", Uuid::new_v4());
    store.users().insert(new_user(&email)).await
}

/// A client that may upload, and never expires. Its secret is of this number.
pub(super) fn new_client(name: &str, secret: u8) -> NewClient {
    NewClient {
        settings: ClientSettings {
            name: name.to_owned(),
            scopes: [Scope::Upload].into_iter().collect(),
            expires_at: None,
        },
        secret: new_client_secret(secret),
        created_at: moment(0),
    }
}

pub(super) fn new_client_secret(secret: u8) -> NewClientSecret {
    NewClientSecret {
        hash: Sha256([secret; 32]),
        session: SessionId(secret.into()),
    }
}

/// Every dump in ascending order of id.
pub(super) async fn list_all(store: &dyn Store) -> Result<Vec<Dump>> {
    list(store, DumpFilter::default()).await
}

/// The dumps that a filter lets through, in ascending order of id.
pub(super) async fn list(store: &dyn Store, filter: DumpFilter) -> Result<Vec<Dump>> {
    let everything = DumpQuery {
        filter,
        ordering: DumpOrdering::IdAscending,
        limit: 10_000,
        after: None,
    };
    let page = store.dumps().list(&everything).await?;
    assert_eq!(page.next, None, "a page of {} rows ended", page.rows.len());
    Ok(page.rows)
}

/// The damage that the store knows of one blob.
pub(super) async fn damage(store: &dyn Store, name: StoredName) -> Result<Option<Damage>> {
    let blobs = store.dumps().list_blobs(name, name).await?;
    let [blob] = blobs.as_slice() else {
        panic!("{} rows refer to {name}", blobs.len());
    };
    Ok(blob.damage)
}

pub(super) fn is_email_taken<T>(outcome: &Result<T>) -> bool {
    matches!(outcome, Err(StoreError::EmailTaken))
}
