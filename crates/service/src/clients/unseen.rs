//! Secrets on their way to a page.
//!
//! A browser without JavaScript posts a form and is sent on to a page, which is another
//! request. What the page shows waits here meanwhile: nowhere else is it safe from
//! addresses, cookies and disks.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use model::{ClientId, UserId};

/// A redirect takes no longer.
const KEPT_FOR: TimeDelta = TimeDelta::minutes(1);
/// Administrators make no more within a minute; if they do, some are not shown.
const MAX_SECRETS: usize = 100;

/// Each is for one administrator, once, within a minute.
#[derive(Default)]
pub(super) struct UnseenSecrets(Mutex<HashMap<(UserId, ClientId), Unseen>>);

struct Unseen {
    secret: String,
    until: DateTime<Utc>,
}

impl UnseenSecrets {
    pub(super) fn keep(&self, by: UserId, client: ClientId, secret: String, now: DateTime<Utc>) {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.retain(|_, unseen| unseen.until > now);
        if secrets.len() < MAX_SECRETS {
            let until = now + KEPT_FOR;
            secrets.insert((by, client), Unseen { secret, until });
        }
    }

    pub(super) fn take(&self, by: UserId, client: ClientId, now: DateTime<Utc>) -> Option<String> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let unseen = secrets.remove(&(by, client))?;
        (unseen.until > now).then_some(unseen.secret)
    }
}

impl fmt::Debug for UnseenSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnseenSecrets")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADMIN: UserId = UserId(1);
    const CLIENT: ClientId = ClientId(1);

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("in range")
    }

    fn keep(secrets: &UnseenSecrets, client: i64, second: i64) {
        secrets.keep(
            ADMIN,
            ClientId(client),
            format!("secret {client}"),
            at(second),
        );
    }

    #[test]
    fn a_secret_is_for_whoever_made_it_once() {
        let secrets = UnseenSecrets::default();
        keep(&secrets, 1, 0);
        assert_eq!(secrets.take(UserId(2), CLIENT, at(0)), None);
        assert_eq!(secrets.take(ADMIN, ClientId(2), at(0)), None);
        let taken = secrets.take(ADMIN, CLIENT, at(59));
        assert_eq!(taken.as_deref(), Some("secret 1"));
        assert_eq!(secrets.take(ADMIN, CLIENT, at(59)), None);
    }

    #[test]
    fn nobody_comes_for_it_in_time() {
        let secrets = UnseenSecrets::default();
        keep(&secrets, 1, 0);
        assert_eq!(secrets.take(ADMIN, CLIENT, at(60)), None);
    }

    #[test]
    fn there_are_never_many() {
        let secrets = UnseenSecrets::default();
        for client in 0..1_000 {
            keep(&secrets, client, 0);
        }
        let count = || secrets.0.lock().expect("no test panicked with it").len();
        assert_eq!(count(), MAX_SECRETS);
        keep(&secrets, 1, 60);
        assert_eq!(count(), 1);
    }
}
