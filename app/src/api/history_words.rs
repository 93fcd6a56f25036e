//! Events as people read them. The server's half finds the words: the browser's stays small.

use model::{Actor, Damage, DumpChange, DumpEvent, DumpFile};

use super::history::{History, HistoryEvent};
use crate::format::{human_bytes, with_separators};

impl From<Vec<DumpEvent>> for History {
    fn from(events: Vec<DumpEvent>) -> Self {
        let earlier = events.last().map_or(0, |oldest| oldest.number - 1);
        Self {
            earlier: (earlier > 0).then(|| format!("And {} earlier", with_separators(earlier))),
            events: events.into_iter().map(HistoryEvent::from).collect(),
        }
    }
}

impl From<DumpEvent> for HistoryEvent {
    fn from(event: DumpEvent) -> Self {
        Self {
            time: event.time.timestamp(),
            what: match event.actor {
                Some(_) => deed(event.change),
                None => "Uploaded. By whom was not noted at that time.".to_owned(),
            },
            actor: event.actor.map(name),
        }
    }
}

pub(crate) fn name(actor: Actor) -> String {
    match actor {
        Actor::User(email) => email,
        Actor::Client(name) => format!("Client “{name}”"),
        Actor::Machine(_) => "The configured machine".to_owned(),
        Actor::Anonymous => "Somebody without credentials".to_owned(),
        Actor::Server => "A check".to_owned(),
    }
}

fn deed(change: DumpChange) -> String {
    match change {
        DumpChange::Uploaded => "uploaded the dump".to_owned(),
        DumpChange::Labelled {
            old_label,
            new_label,
        } => labelled(&old_label, &new_label),
        DumpChange::Replaced { old_file, new_file } => {
            format!(
                "replaced {} by {}",
                described(&old_file),
                described(&new_file)
            )
        }
        DumpChange::Archived => "archived the dump".to_owned(),
        DumpChange::Restored => "restored the dump from the archive".to_owned(),
        DumpChange::Damaged { damage } => match damage {
            Damage::Missing => "found the file missing",
            Damage::Truncated => "found the file shorter or longer than what was uploaded",
            Damage::Corrupt => "found the file changed on the server's disk",
        }
        .to_owned(),
        DumpChange::Healed => "found the file whole again".to_owned(),
    }
}

fn labelled(old: &str, new: &str) -> String {
    if old.is_empty() {
        format!("gave it the label {}", quoted(new))
    } else if new.is_empty() {
        format!("removed the label {}", quoted(old))
    } else {
        format!("changed the label from {} to {}", quoted(old), quoted(new))
    }
}

/// `“app.dmp” (14 bytes)`
fn described(file: &DumpFile) -> String {
    let name = quoted(&file.original_name);
    format!("{name} ({})", human_bytes(file.size))
}

/// Without what would turn round the words that follow: whoever uploads chooses it.
fn quoted(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown: String = text.chars().filter(|c| !turns(*c)).collect();
    format!("“{shown}”")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use model::Sha256;

    use super::*;

    fn event(number: u64, actor: Option<Actor>, change: DumpChange) -> DumpEvent {
        DumpEvent {
            number,
            time: DateTime::UNIX_EPOCH,
            actor,
            change,
        }
    }

    fn sentence(actor: Option<Actor>, change: DumpChange) -> String {
        let told = HistoryEvent::from(event(1, actor, change));
        let actor = told
            .actor
            .map(|actor| format!("{actor} "))
            .unwrap_or_default();
        format!("{actor}{}", told.what)
    }

    #[test]
    fn a_label_turns_no_words_round() {
        assert_eq!(
            labelled("\u{202e}txet\u{2066} z", "plain"),
            "changed the label from “txet z” to “plain”"
        );
    }

    #[test]
    fn every_actor_has_a_name() {
        for (actor, expected) in [
            (
                Some(Actor::User("ada@example.com".to_owned())),
                "ada@example.com uploaded the dump",
            ),
            (
                Some(Actor::Client("nightly".to_owned())),
                "Client “nightly” uploaded the dump",
            ),
            (
                Some(Actor::Machine("machine@example.com".to_owned())),
                "The configured machine uploaded the dump",
            ),
            (
                Some(Actor::Anonymous),
                "Somebody without credentials uploaded the dump",
            ),
            (None, "Uploaded. By whom was not noted at that time."),
        ] {
            assert_eq!(sentence(actor, DumpChange::Uploaded), expected);
        }
    }

    #[test]
    fn a_label_is_given_changed_or_removed() {
        for (old, new, expected) in [
            ("", "a", "A check gave it the label “a”"),
            ("a", "b", "A check changed the label from “a” to “b”"),
            ("a", "", "A check removed the label “a”"),
        ] {
            let labelled = DumpChange::Labelled {
                old_label: old.to_owned(),
                new_label: new.to_owned(),
            };
            assert_eq!(sentence(Some(Actor::Server), labelled), expected);
        }
    }

    #[test]
    fn a_replacement_tells_of_both_files() {
        let file = |name: &str, size| DumpFile {
            original_name: name.to_owned(),
            size,
            sha256: Sha256([0; 32]),
        };
        let replaced = DumpChange::Replaced {
            old_file: file("app.dmp", 14),
            new_file: file("fixed.dmp", 2048),
        };
        assert_eq!(
            sentence(Some(Actor::Anonymous), replaced),
            "Somebody without credentials replaced “app.dmp” (14 bytes) by “fixed.dmp” (2.00 KiB)"
        );
    }

    #[test]
    fn what_came_before_is_counted() {
        let history = |numbers: &[u64]| {
            let events = numbers.iter();
            let events = events.map(|number| event(*number, None, DumpChange::Uploaded));
            History::from(events.collect::<Vec<_>>()).earlier
        };
        assert_eq!(history(&[2, 1]), None);
        assert_eq!(
            history(&[1_201, 1_200]).as_deref(),
            Some("And 1,199 earlier")
        );
    }
}
