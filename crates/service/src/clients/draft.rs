//! A client as somebody has filled it in, right or wrong.

use chrono::{DateTime, Utc};
use model::{Client, FieldErrors, Scope, Scopes};
use store::ClientSettings;

use crate::text::{BLANK, REQUIRED, without_padding};

const MAX_NAME_CHARACTERS: usize = 100;
const NAME_TOO_LONG: &str = "Ensure this field has no more than 100 characters.";
const CONTROL_CHARACTER: &str = "Control characters, such as line breaks, are not allowed.";
const NO_SCOPE: &str = "Choose at least one of upload, read, write.";
const UNKNOWN_SCOPE: &str = "Must be some of upload, read, write.";
const IN_THE_PAST: &str = "Must be in the future. To end a client now, revoke it.";

/// Fields of a client before the rules have been applied.
///
/// `errors` holds what is wrong with them already (a field that is no text); such a
/// field is not reported again as missing.
#[derive(Clone, Debug, Default)]
pub struct ClientDraft {
    pub name: Option<String>,
    /// Names of scopes.
    pub scopes: Option<Vec<String>>,
    pub expiry: Expiry,
    pub errors: FieldErrors,
}

/// Until when a client gets in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expiry {
    /// As it was; for a new client without end.
    #[default]
    Unchanged,
    Never,
    At(DateTime<Utc>),
}

impl ClientDraft {
    /// The settings of a new client.
    pub(super) fn into_new(mut self, now: DateTime<Utc>) -> Result<ClientSettings, FieldErrors> {
        if self.name.is_none() {
            self.errors.push_first("name", REQUIRED);
        }
        if self.scopes.is_none() {
            self.errors.push_first("scopes", REQUIRED);
        }
        let nothing = ClientSettings {
            name: String::new(),
            scopes: Scopes::default(),
            expires_at: None,
        };
        self.over(nothing, now)
    }

    /// The settings of a client that there is.
    pub(super) fn into_changed(
        self,
        client: Client,
        now: DateTime<Utc>,
    ) -> Result<ClientSettings, FieldErrors> {
        let current = ClientSettings {
            name: client.name,
            scopes: client.scopes,
            expires_at: client.expires_at,
        };
        self.over(current, now)
    }

    fn over(
        self,
        mut settings: ClientSettings,
        now: DateTime<Utc>,
    ) -> Result<ClientSettings, FieldErrors> {
        let mut errors = self.errors;
        if let Some(name) = self.name {
            match parse_name(&name) {
                Ok(name) => settings.name = name,
                Err(message) => errors.push("name", message),
            }
        }
        if let Some(names) = self.scopes {
            match parse_scopes(&names) {
                Ok(scopes) => settings.scopes = scopes,
                Err(message) => errors.push("scopes", message),
            }
        }
        match self.expiry {
            Expiry::Unchanged => {}
            Expiry::Never => settings.expires_at = None,
            // One that has passed may stay: it is no change.
            Expiry::At(at) if settings.expires_at == Some(at) || at > now => {
                settings.expires_at = Some(at);
            }
            Expiry::At(_) => errors.push("expires_at", IN_THE_PAST),
        }
        errors.into_result(settings)
    }
}

fn parse_name(text: &str) -> Result<String, &'static str> {
    let name = without_padding(text);
    if name.is_empty() {
        Err(BLANK)
    } else if name.chars().count() > MAX_NAME_CHARACTERS {
        Err(NAME_TOO_LONG)
    } else if name.chars().any(char::is_control) {
        Err(CONTROL_CHARACTER)
    } else {
        Ok(name.to_owned())
    }
}

fn parse_scopes(names: &[String]) -> Result<Scopes, &'static str> {
    if names.is_empty() {
        return Err(NO_SCOPE);
    }
    let scopes = names.iter().map(|name| name.parse::<Scope>());
    scopes.collect::<Result<_, _>>().map_err(|_| UNKNOWN_SCOPE)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("in range")
    }

    fn draft(name: &str, scopes: &[&str]) -> ClientDraft {
        ClientDraft {
            name: Some(name.to_owned()),
            scopes: Some(scopes.iter().map(|&scope| scope.to_owned()).collect()),
            ..ClientDraft::default()
        }
    }

    #[test]
    fn padding_goes_and_then_the_name_counts() {
        let name = |text: &str| draft(text, &["read"]).into_new(now()).map(|new| new.name);
        let longest = "é".repeat(100);
        assert_eq!(name(&format!(" {longest}\n")), Ok(longest));
        for (text, message) in [
            ("", BLANK),
            (" \t", BLANK),
            (&"x".repeat(101), NAME_TOO_LONG),
            ("a\nb", CONTROL_CHARACTER),
            ("a\0b", CONTROL_CHARACTER),
        ] {
            assert_eq!(
                name(text),
                Err(FieldErrors::of("name", message)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn scopes_are_known_and_at_least_one() {
        let scopes = |names: &[&str]| {
            let new = draft("a", names).into_new(now());
            new.map(|new| new.scopes.to_string())
        };
        assert_eq!(scopes(&["write", "upload"]), Ok("upload write".to_owned()));
        for (names, message) in [
            (&[] as &[&str], NO_SCOPE),
            (&["upload", "staff"], UNKNOWN_SCOPE),
            (&[""], UNKNOWN_SCOPE),
        ] {
            let errors = FieldErrors::of("scopes", message);
            assert_eq!(scopes(names), Err(errors), "{names:?}");
        }
    }

    #[test]
    fn an_expiry_is_in_the_future_or_as_it_was() {
        let expired = Client {
            id: model::ClientId(1),
            name: "a".to_owned(),
            scopes: Scopes::default(),
            created_at: now(),
            expires_at: Some(now() - TimeDelta::days(1)),
            revoked_at: None,
            last_used_at: None,
        };
        let past = FieldErrors::of("expires_at", IN_THE_PAST);
        let later = now() + TimeDelta::microseconds(1);
        for (expiry, expected) in [
            (Expiry::Unchanged, Ok(expired.expires_at)),
            (Expiry::Never, Ok(None)),
            (Expiry::At(later), Ok(Some(later))),
            (Expiry::At(now()), Err(past)),
            (
                Expiry::At(now() - TimeDelta::days(1)),
                Ok(expired.expires_at),
            ),
        ] {
            let draft = ClientDraft {
                expiry,
                ..ClientDraft::default()
            };
            let changed = draft.into_changed(expired.clone(), now());
            assert_eq!(changed.map(|changed| changed.expires_at), expected);
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let mut bad = ClientDraft {
            expiry: Expiry::At(now()),
            ..ClientDraft::default()
        };
        bad.errors.push("name", "Not a valid string.");
        let errors = bad.into_new(now()).expect_err("it is bad");
        let fields: Vec<_> = errors.iter().collect();
        assert_eq!(
            fields,
            [
                ("name", &["Not a valid string.".to_owned()] as &[_]),
                ("scopes", &[REQUIRED.to_owned()]),
                ("expires_at", &[IN_THE_PAST.to_owned()]),
            ]
        );
    }
}
