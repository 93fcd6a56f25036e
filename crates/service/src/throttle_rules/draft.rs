//! A rule as somebody has filled it in, right or wrong.

use std::collections::HashSet;

use model::{FieldErrors, ThrottleRuleSettings};

use super::{MAX_THROTTLE_RULES, NAME_TAKEN, TOO_MANY};
use crate::text::{BLANK, REQUIRED, without_padding};

const MAX_NAME_CHARACTERS: usize = 64;
const BAD_NAME: &str =
    "Use 1 to 64 letters, digits, hyphens, underscores and dots: crash clients are told the name.";
const MAX_CONDITION_CHARACTERS: usize = 255;
const CONDITION_TOO_LONG: &str = "Ensure this field has no more than 255 characters.";
const NUL: &str = "Null characters are not allowed.";
const BAD_SHARE: &str = "Must be a whole number from 0 to 100.";
const BAD_NUMBER: &str = "Must be a whole number from 0 to 1000000, or empty for no limit.";
const MAX_PER_MINUTE: u32 = 1_000_000;

/// Fields of a rule before they are looked at; a condition that is blank is none.
#[derive(Clone, Debug, Default)]
pub struct ThrottleRuleDraft {
    pub name: Option<String>,
    pub product: Option<String>,
    pub version: Option<String>,
    pub key: Option<String>,
    /// `None` keeps all.
    pub share: Option<i64>,
    pub per_minute: Option<i64>,
    /// What is wrong with them already.
    pub errors: FieldErrors,
}

impl ThrottleRuleDraft {
    pub(super) fn into_settings(self) -> Result<ThrottleRuleSettings, FieldErrors> {
        let mut errors = self.errors;
        let name = match self.name.as_deref().map(without_padding) {
            None => Err(REQUIRED),
            Some("") => Err(BLANK),
            Some(name) if is_name(name) => Ok(name.to_owned()),
            Some(_) => Err(BAD_NAME),
        };
        let name = name.unwrap_or_else(|message| {
            errors.push_first("name", message);
            String::new()
        });
        let mut condition = |field: &str, text: Option<String>| {
            let text = text.map(|text| without_padding(&text).to_owned());
            let text = text.filter(|text| !text.is_empty())?;
            if text.contains('\0') {
                errors.push_first(field, NUL);
            } else if text.chars().count() > MAX_CONDITION_CHARACTERS {
                errors.push_first(field, CONDITION_TOO_LONG);
            }
            Some(text)
        };
        let product = condition("product", self.product);
        let version = condition("version", self.version);
        let key = condition("key", self.key);
        let share = u8::try_from(self.share.unwrap_or(100));
        let share = share.ok().filter(|share| *share <= 100);
        let share = share.unwrap_or_else(|| {
            errors.push_first("share", BAD_SHARE);
            100
        });
        let per_minute = self.per_minute.map(|number| {
            let number = u32::try_from(number).ok();
            let number = number.filter(|number| *number <= MAX_PER_MINUTE);
            number.unwrap_or_else(|| {
                errors.push_first("per_minute", BAD_NUMBER);
                0
            })
        });
        errors.into_result(ThrottleRuleSettings {
            name,
            product,
            version,
            key,
            share,
            per_minute,
        })
    }
}

/// The rules that a whole list is to be; what is wrong is told of all of them at once.
pub(super) fn into_rules(
    drafts: Vec<ThrottleRuleDraft>,
) -> Result<Vec<ThrottleRuleSettings>, FieldErrors> {
    if drafts.len() > MAX_THROTTLE_RULES {
        return Err(FieldErrors::of("non_field_errors", TOO_MANY));
    }
    let mut errors = FieldErrors::default();
    let mut names = HashSet::new();
    let mut rules = Vec::new();
    for (index, draft) in drafts.into_iter().enumerate() {
        match draft.into_settings() {
            Ok(rule) if !names.insert(rule.name.clone()) => {
                errors.push(&format!("[{index}].name"), NAME_TAKEN);
            }
            Ok(rule) => rules.push(rule),
            Err(of_rule) => {
                for (field, messages) in of_rule.iter() {
                    errors.extend(&format!("[{index}].{field}"), messages.iter().cloned());
                }
            }
        }
    }
    errors.into_result(rules)
}

fn is_name(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.len() <= MAX_NAME_CHARACTERS && text.chars().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str) -> ThrottleRuleDraft {
        ThrottleRuleDraft {
            name: Some(name.to_owned()),
            ..ThrottleRuleDraft::default()
        }
    }

    #[test]
    fn a_name_alone_makes_a_rule_that_keeps_all() {
        let rule = draft(" old-1.x_beta ").into_settings().expect("it is good");
        let expected = ThrottleRuleSettings {
            name: "old-1.x_beta".to_owned(),
            product: None,
            version: None,
            key: None,
            share: 100,
            per_minute: None,
        };
        assert_eq!(rule, expected);
    }

    #[test]
    fn a_name_can_be_told_to_clients() {
        for (text, message) in [
            ("", BLANK),
            (" ", BLANK),
            ("a b", BAD_NAME),
            ("a\nCrashID=1", BAD_NAME),
            ("é", BAD_NAME),
            (&"x".repeat(65), BAD_NAME),
        ] {
            let errors = FieldErrors::of("name", message);
            assert_eq!(draft(text).into_settings(), Err(errors), "{text:?}");
        }
        let nameless = ThrottleRuleDraft::default().into_settings();
        assert_eq!(nameless, Err(FieldErrors::of("name", REQUIRED)));
    }

    #[test]
    fn blank_conditions_are_none() {
        let blank = ThrottleRuleDraft {
            product: Some(" ".to_owned()),
            version: Some(String::new()),
            key: Some(" 7 ".to_owned()),
            ..draft("a")
        };
        let rule = blank.into_settings().expect("it is good");
        assert_eq!((rule.product, rule.version), (None, None));
        assert_eq!(rule.key.as_deref(), Some("7"));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let bad = ThrottleRuleDraft {
            product: Some("x".repeat(256)),
            version: Some("a\0".to_owned()),
            share: Some(101),
            per_minute: Some(-1),
            ..draft("a b")
        };
        let errors = bad.into_settings().expect_err("it is bad");
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        let expected = ["name", "product", "version", "share", "per_minute"];
        assert_eq!(fields, expected);
        for share in [-1, 101, 256, i64::MAX] {
            let bad = ThrottleRuleDraft {
                share: Some(share),
                ..draft("a")
            };
            let errors = FieldErrors::of("share", BAD_SHARE);
            assert_eq!(bad.into_settings(), Err(errors), "{share}");
        }
    }

    #[test]
    fn rules_of_a_list_have_names_of_their_own() {
        let errors = into_rules(vec![draft("a"), draft(""), draft("a")]);
        let errors = errors.expect_err("they are bad");
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["[1].name", "[2].name"]);
        let many = (0..=MAX_THROTTLE_RULES).map(|number| draft(&number.to_string()));
        let errors = into_rules(many.collect()).expect_err("they are many");
        assert_eq!(errors, FieldErrors::of("non_field_errors", TOO_MANY));
    }
}
