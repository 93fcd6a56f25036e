//! What becomes of a report.
//!
//! The first rule whose conditions all hold decides; without one a report is kept. A share is
//! drawn from the report's id, which clients make by chance: so a report that is sent again
//! meets the same answer, and a larger share keeps all that a smaller one kept.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use model::{ClientId, Origin, ThrottleRule, ThrottleRuleSettings};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wildmatch::WildMatch;

const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// Whose key a report came with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sender(pub(crate) Option<(ClientId, String)>);

/// What is to become of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// By a rule, if one holds.
    Keep {
        rule: Option<String>,
    },
    Discard {
        rule: String,
    },
}

/// The rules in force, and how much they have let through.
#[derive(Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// Of the rules with a limit, by name.
    minutes: HashMap<String, Minute>,
}

#[derive(Debug)]
struct Rule {
    settings: ThrottleRuleSettings,
    product: Option<WildMatch>,
    version: Option<WildMatch>,
}

/// What was kept since a moment, for a minute.
#[derive(Clone, Copy, Debug)]
struct Minute {
    began_at: DateTime<Utc>,
    kept: u32,
}

impl Rules {
    /// Makes these the rules; what they have let through within this minute still counts.
    pub(super) fn replace(&mut self, rules: &[ThrottleRule]) {
        let settings = rules.iter().map(|rule| rule.settings.clone());
        self.rules = settings.map(Rule::new).collect();
        let rules = &self.rules;
        let is_there = |name: &str| rules.iter().any(|rule| rule.settings.name == name);
        self.minutes.retain(|name, _| is_there(name));
    }

    pub(super) fn judge(
        &mut self,
        origin: &Origin,
        sender: &Sender,
        report_id: Uuid,
        now: DateTime<Utc>,
    ) -> Verdict {
        let mut rules = self.rules.iter();
        let Some(rule) = rules.find(|rule| rule.holds(origin, sender)) else {
            return Verdict::Keep { rule: None };
        };
        let ThrottleRuleSettings {
            name,
            share,
            per_minute,
            ..
        } = &rule.settings;
        let rule = name.clone();
        if lot(report_id) >= *share {
            return Verdict::Discard { rule };
        }
        let Some(per_minute) = *per_minute else {
            return Verdict::Keep { rule: Some(rule) };
        };
        let fresh = Minute {
            began_at: now,
            kept: 0,
        };
        let minute = self.minutes.entry(name.clone()).or_insert(fresh);
        // A clock that was set back must not keep everything out until it has caught up.
        if now < minute.began_at || now - minute.began_at >= MINUTE {
            *minute = fresh;
        }
        if minute.kept >= per_minute {
            return Verdict::Discard { rule };
        }
        minute.kept += 1;
        Verdict::Keep { rule: Some(rule) }
    }

    pub(super) fn take_back(&mut self, verdict: &Verdict) {
        if let Verdict::Keep { rule: Some(rule) } = verdict
            && let Some(minute) = self.minutes.get_mut(rule)
        {
            minute.kept = minute.kept.saturating_sub(1);
        }
    }
}

impl Rule {
    fn new(settings: ThrottleRuleSettings) -> Self {
        let pattern = |text: &Option<String>| text.as_deref().map(WildMatch::new);
        Self {
            product: pattern(&settings.product),
            version: pattern(&settings.version),
            settings,
        }
    }

    fn holds(&self, origin: &Origin, sender: &Sender) -> bool {
        matches(self.product.as_ref(), origin.product.as_deref())
            && matches(self.version.as_ref(), origin.version.as_deref())
            && self.settings.key.as_ref().is_none_or(|key| sender.is(key))
    }
}

impl Sender {
    fn is(&self, key: &str) -> bool {
        let Some((id, name)) = &self.0 else {
            return false;
        };
        name == key || id.to_string() == key
    }
}

/// Whether a text is as a rule wants it; one that is missing is as one that is empty.
fn matches(pattern: Option<&WildMatch>, text: Option<&str>) -> bool {
    pattern.is_none_or(|pattern| pattern.matches(text.unwrap_or_default()))
}

/// A number below 100, which ids meet evenly whatever they are made of.
fn lot(report_id: Uuid) -> u8 {
    let hash = Sha256::digest(report_id.as_bytes());
    let start = hash.first_chunk().expect("it has 32 bytes");
    let number = u64::from_be_bytes(*start) % 100;
    u8::try_from(number).expect("it is below 100")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str) -> ThrottleRuleSettings {
        ThrottleRuleSettings {
            name: name.to_owned(),
            product: None,
            version: None,
            key: None,
            share: 0,
            per_minute: None,
        }
    }

    fn rules(settings: impl IntoIterator<Item = ThrottleRuleSettings>) -> Rules {
        let mut rules = Rules::default();
        rules.replace(&rows(settings));
        rules
    }

    fn rows(settings: impl IntoIterator<Item = ThrottleRuleSettings>) -> Vec<ThrottleRule> {
        let row = |settings| ThrottleRule {
            settings,
            discarded: 0,
            last_discarded_at: None,
        };
        settings.into_iter().map(row).collect()
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("in range")
    }

    fn text(text: &str) -> String {
        text.to_owned()
    }

    fn origin(product: Option<&str>, version: Option<&str>) -> Origin {
        Origin {
            product: product.map(str::to_owned),
            version: version.map(str::to_owned),
            ..Origin::default()
        }
    }

    fn discarded(verdict: Verdict) -> Option<String> {
        match verdict {
            Verdict::Keep { .. } => None,
            Verdict::Discard { rule } => Some(rule),
        }
    }

    #[test]
    fn the_first_rule_that_holds_decides() {
        let mut rules = rules([
            ThrottleRuleSettings {
                product: Some(text("Paint")),
                version: Some(text("2.*")),
                share: 100,
                ..rule("new")
            },
            ThrottleRuleSettings {
                product: Some(text("P*")),
                ..rule("p")
            },
            ThrottleRuleSettings {
                product: Some(text("?rite")),
                version: Some(text("1.?")),
                ..rule("write")
            },
            ThrottleRuleSettings {
                version: Some(text("")),
                product: Some(text("Nothing")),
                ..rule("versionless")
            },
        ]);
        for (product, version, by) in [
            (Some("Paint"), Some("2.1"), None),
            (Some("Paint"), Some("1.9"), Some("p")),
            (Some("Paint"), None, Some("p")),
            (Some("paint"), None, None),
            (Some("Write"), Some("1.2"), Some("write")),
            (Some("Write"), Some("1.22"), None),
            (Some("Nothing"), None, Some("versionless")),
            (None, Some("1.2"), None),
            (None, None, None),
        ] {
            let origin = origin(product, version);
            let verdict = rules.judge(&origin, &Sender::default(), Uuid::nil(), at(0));
            assert_eq!(discarded(verdict).as_deref(), by, "{origin:?}");
        }
    }

    #[test]
    fn a_key_is_known_by_name_and_by_number() {
        let sender = |id, name: &str| Sender(Some((ClientId(id), name.to_owned())));
        for (key, sender, holds) in [
            ("Nightly", sender(7, "Nightly"), true),
            ("7", sender(7, "Nightly"), true),
            ("Night*", sender(7, "Nightly"), false),
            ("8", sender(7, "Nightly"), false),
            ("Nightly", Sender::default(), false),
        ] {
            let mut rules = rules([ThrottleRuleSettings {
                key: Some(text(key)),
                ..rule("a")
            }]);
            let verdict = rules.judge(&Origin::default(), &sender, Uuid::nil(), at(0));
            assert_eq!(discarded(verdict).is_some(), holds, "{key}");
        }
    }

    #[test]
    fn a_share_is_drawn_from_the_id_of_the_report() {
        let ids = (0..10_000_u128).map(Uuid::from_u128);
        let kept = |share| {
            let mut rules = rules([ThrottleRuleSettings { share, ..rule("a") }]);
            let mut judge = |id| rules.judge(&Origin::default(), &Sender::default(), id, at(0));
            let ids = ids.clone();
            ids.filter(|id| discarded(judge(*id)).is_none())
                .collect::<Vec<_>>()
        };
        let (none, some, more, all) = (kept(0), kept(10), kept(11), kept(100));
        assert_eq!((none.len(), all.len()), (0, 10_000));
        assert!((900..1_100).contains(&some.len()), "{}", some.len());
        assert_eq!(kept(10), some);
        assert!(some.len() < more.len() && some.iter().all(|id| more.contains(id)));
    }

    #[test]
    fn so_many_are_kept_within_a_minute() {
        let limited = ThrottleRuleSettings {
            share: 100,
            per_minute: Some(2),
            ..rule("a")
        };
        let mut rules = rules([limited.clone()]);
        let nobody = Sender::default();
        let judge = |rules: &mut Rules, second| {
            rules.judge(&Origin::default(), &nobody, Uuid::nil(), at(second))
        };
        let is_kept = |rules: &mut Rules, second| discarded(judge(rules, second)).is_none();
        for (second, kept) in [(100, true), (101, true), (102, false), (159, false)] {
            assert_eq!(is_kept(&mut rules, second), kept, "{second}");
        }
        rules.replace(&rows([rule("b"), limited]));
        rules.rules.remove(0);
        assert!(!is_kept(&mut rules, 159));
        let verdict = judge(&mut rules, 160);
        assert!(is_kept(&mut rules, 161) && !is_kept(&mut rules, 162));
        rules.take_back(&verdict);
        assert!(is_kept(&mut rules, 163) && !is_kept(&mut rules, 164));
        // The clock was set back.
        assert!(is_kept(&mut rules, 50));
    }

    #[test]
    fn a_limit_of_none_keeps_none() {
        let mut rules = rules([ThrottleRuleSettings {
            share: 100,
            per_minute: Some(0),
            ..rule("a")
        }]);
        let verdict = rules.judge(&Origin::default(), &Sender::default(), Uuid::nil(), at(0));
        assert_eq!(discarded(verdict).as_deref(), Some("a"));
    }
}
