//! A machine that is known by name, and what it may do.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::time::{optional_timestamp, timestamp};

/// Number of a client; counts up from 1 and is never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClientId(pub i64);

impl From<i64> for ClientId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One thing that a client may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Add dumps and symbol files.
    Upload,
    /// List, view and download them.
    Read,
    /// Change, replace and delete them; includes [`Scope::Read`].
    Write,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::Upload, Self::Read, Self::Write];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|scope| scope.as_str() == text).ok_or(UnknownScope)
    }
}

/// A text that names no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a scope is one of upload, read, write")]
pub struct UnknownScope;

/// A set of scopes; in JSON a list, in the order of [`Scope::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// Whether they allow to do what `wanted` is for.
    pub fn allow(&self, wanted: Scope) -> bool {
        self.0.contains(&wanted) || (wanted == Scope::Read && self.0.contains(&Scope::Write))
    }

    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let given: Vec<Scope> = scopes.into_iter().collect();
        let mut all = Scope::ALL.to_vec();
        all.retain(|scope| given.contains(scope));
        Self(all)
    }
}

/// With spaces between them (RFC 6749, section 3.3).
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Scope::as_str).collect();
        f.write_str(&names.join(" "))
    }
}

impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_ascii_whitespace().map(str::parse).collect()
    }
}

/// Whether a client gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientState {
    Active,
    Expired,
    Revoked,
}

/// A client as staff see it. The secret is never part of it.
///
/// The order of the fields is the order of the keys in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    pub id: ClientId,
    /// 1 to 100 characters; no other client's differs from it in case alone.
    pub name: String,
    pub scopes: Scopes,
    #[serde(with = "timestamp")]
    pub created_at: DateTime<Utc>,
    /// The first moment at which it does not get in any more; `None` is never.
    #[serde(with = "optional_timestamp")]
    pub expires_at: Option<DateTime<Utc>>,
    #[serde(with = "optional_timestamp")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// To the minute.
    #[serde(with = "optional_timestamp")]
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Client {
    /// Whether its secret is a key, which may stand in a URL: who reads that can send
    /// crashes, and nothing more.
    pub fn is_key(&self) -> bool {
        self.scopes.iter().eq([Scope::Upload])
    }

    pub fn state(&self, now: DateTime<Utc>) -> ClientState {
        if self.revoked_at.is_some() {
            ClientState::Revoked
        } else if self.expires_at.is_some_and(|expires_at| expires_at <= now) {
            ClientState::Expired
        } else {
            ClientState::Active
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_a_set_in_a_fixed_order() {
        let scopes: Scopes = "write  upload write".parse().expect("they are known");
        assert_eq!(scopes.to_string(), "upload write");
        assert_eq!(
            serde_json::to_string(&scopes).expect("plain data"),
            r#"["upload","write"]"#
        );
        assert_eq!("".parse(), Ok(Scopes::default()));
        for unknown in ["admin", "Upload", "upload,read"] {
            assert_eq!(unknown.parse::<Scopes>(), Err(UnknownScope), "{unknown}");
        }
    }

    #[test]
    fn to_write_includes_to_read_and_nothing_else() {
        for (given, allowed) in [
            (Scope::Upload, &[Scope::Upload] as &[Scope]),
            (Scope::Read, &[Scope::Read]),
            (Scope::Write, &[Scope::Read, Scope::Write]),
        ] {
            let scopes = Scopes::from_iter([given]);
            for wanted in Scope::ALL {
                assert_eq!(
                    scopes.allow(wanted),
                    allowed.contains(&wanted),
                    "{given} {wanted}"
                );
            }
        }
    }

    #[test]
    fn a_client_expires_at_the_moment_and_stays_revoked() {
        let at = |second| DateTime::from_timestamp(second, 0).expect("in range");
        let client = Client {
            id: ClientId(1),
            name: "nightly".to_owned(),
            scopes: Scopes::default(),
            created_at: at(0),
            expires_at: Some(at(10)),
            revoked_at: None,
            last_used_at: None,
        };
        assert_eq!(client.state(at(9)), ClientState::Active);
        assert_eq!(client.state(at(10)), ClientState::Expired);
        let revoked = Client {
            revoked_at: Some(at(5)),
            ..client
        };
        assert_eq!(revoked.state(at(10)), ClientState::Revoked);
    }
}
