//! The history of a dump: what was done to it, by whom and when.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::time::timestamp;
use crate::{Damage, Sha256};

/// One thing that was done to a dump.
///
/// The order of the fields is the order of the keys in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DumpEvent {
    /// Counts up from 1, the upload: as many less one came before.
    pub number: u64,
    #[serde(with = "timestamp")]
    pub time: DateTime<Utc>,
    /// `None`: the dump was uploaded before histories were kept.
    pub actor: Option<Actor>,
    #[serde(flatten)]
    pub change: DumpChange,
}

/// Who did something, by the name that they had then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum Actor {
    /// A person's account, by its address.
    User(String),
    /// A machine with a secret of its own.
    Client(String),
    /// Any machine with the operator's secret, by the address of their account.
    Machine(String),
    /// Somebody without credentials.
    Anonymous,
    /// The server by itself: a check of the stored bytes.
    Server,
}

impl Actor {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Client(_) => "client",
            Self::Machine(_) => "machine",
            Self::Anonymous => "anonymous",
            Self::Server => "server",
        }
    }

    pub fn name(&self) -> Option<&str> {
        match self {
            Self::User(name) | Self::Client(name) | Self::Machine(name) => Some(name),
            Self::Anonymous | Self::Server => None,
        }
    }
}

/// What was done, with what no later state of the dump tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum DumpChange {
    Uploaded,
    /// The two differ; `""` is none.
    Labelled {
        old_label: String,
        new_label: String,
    },
    Replaced {
        old_file: DumpFile,
        new_file: DumpFile,
    },
    /// The bytes have moved to the archive tier.
    Archived,
    /// The bytes have moved out of it.
    Restored,
    /// A check found something else wrong with the bytes than before.
    Damaged {
        damage: Damage,
    },
    /// A check found that nothing is wrong with the bytes any more.
    Healed,
}

/// The file that a dump was at some time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DumpFile {
    pub original_name: String,
    /// Length in bytes.
    pub size: u64,
    pub sha256: Sha256,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(actor: Option<Actor>, change: DumpChange) -> String {
        let event = DumpEvent {
            number: 2,
            time: DateTime::UNIX_EPOCH,
            actor,
            change,
        };
        serde_json::to_string(&event).expect("plain data")
    }

    #[test]
    fn in_json_an_event_is_one_flat_object() {
        let user = Actor::User("ada@example.com".to_owned());
        let labelled = DumpChange::Labelled {
            old_label: String::new(),
            new_label: "v1".to_owned(),
        };
        assert_eq!(
            json(Some(user), labelled),
            concat!(
                r#"{"number":2,"time":"1970-01-01T00:00:00Z","actor":{"kind":"user","#,
                r#""name":"ada@example.com"},"event":"labelled","old_label":"","new_label":"v1"}"#
            )
        );
        assert_eq!(
            json(None, DumpChange::Uploaded),
            r#"{"number":2,"time":"1970-01-01T00:00:00Z","actor":null,"event":"uploaded"}"#
        );
    }

    #[test]
    fn the_kind_of_an_actor_is_the_same_in_json() {
        let name = || "x".to_owned();
        for actor in [
            Actor::User(name()),
            Actor::Client(name()),
            Actor::Machine(name()),
            Actor::Anonymous,
            Actor::Server,
        ] {
            let json = serde_json::to_value(&actor).expect("plain data");
            assert_eq!(json["kind"], actor.kind());
            assert_eq!(json["name"].as_str(), actor.name());
        }
    }
}
