//! Reads keys one by one, and collects everything that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use ini::{Ini, ParseOption};

use super::in_force::Found;
use super::{ConfigError, Location};
use model::ConfigOrigin;

/// One mistake in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, or the environment variable.
    source: String,
    section: String,
    key: String,
    message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            source,
            section,
            key,
            message,
        } = self;
        write!(f, "{source}: [{section}] {key} {message}")
    }
}

/// That of Python's configparser, which the service before this one used: quotes and
/// backslashes are characters like any other.
pub(super) fn syntax() -> ParseOption {
    ParseOption {
        enabled_quote: false,
        enabled_escape: false,
        ..ParseOption::default()
    }
}

/// The values of a file and of the environment, and which of them were asked for.
#[derive(Debug)]
pub(super) struct Reader {
    file: PathBuf,
    base: PathBuf,
    values: BTreeMap<(String, String), String>,
    environment: fn(&str) -> Option<String>,
    unread: BTreeSet<(String, String)>,
    found: Found,
    problems: Vec<Problem>,
}

impl Reader {
    pub(super) fn open(location: &Location) -> Result<Self, ConfigError> {
        let ini = Ini::load_from_file_opt(&location.file, syntax()).map_err(|source| {
            ConfigError::Unreadable {
                path: location.file.clone(),
                source,
            }
        })?;
        Ok(Self::new(location, &ini, |name| std::env::var(name).ok()))
    }

    pub(super) fn new(
        location: &Location,
        ini: &Ini,
        environment: fn(&str) -> Option<String>,
    ) -> Self {
        let mut values = BTreeMap::new();
        for (section, properties) in ini {
            let section = section.unwrap_or_default().to_lowercase();
            for (key, value) in properties {
                let name = (section.clone(), key.to_lowercase());
                values.insert(name, value.trim().to_owned());
            }
        }
        Self {
            file: location.file.clone(),
            base: location.base().to_owned(),
            unread: values.keys().cloned().collect(),
            values,
            found: Found::new(),
            environment,
            problems: Vec::new(),
        }
    }

    /// The folder that relative paths start from.
    pub(super) fn base(&self) -> &Path {
        &self.base
    }

    /// The text of a key; an empty one counts as none.
    pub(super) fn text(&mut self, section: &str, key: &str) -> Option<String> {
        let name = (section.to_owned(), key.to_owned());
        self.unread.remove(&name);
        let in_environment = (self.environment)(&variable(section, key));
        let in_file = || self.values.get(&name).cloned();
        let (value, origin) = in_environment
            .map(|value| (value, ConfigOrigin::Environment))
            .or_else(|| Some((in_file()?, ConfigOrigin::File)))
            .filter(|(value, _)| !value.is_empty())?;
        self.found.insert(name, (value.clone(), origin));
        Some(value)
    }

    /// The value of a key, or `default` when it is absent; `allowed` says in words what
    /// `parse` takes.
    pub(super) fn value<T>(
        &mut self,
        section: &str,
        key: &str,
        default: T,
        allowed: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> T {
        let Some(text) = self.text(section, key) else {
            return default;
        };
        parse(&text).unwrap_or_else(|| {
            self.problem(
                section,
                key,
                format!("= {text} is not allowed; it takes {allowed}"),
            );
            default
        })
    }

    pub(super) fn boolean(&mut self, section: &str, key: &str, default: bool) -> bool {
        self.value(section, key, default, "true or false", |text| {
            match text.to_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => Some(true),
                "false" | "no" | "off" | "0" => Some(false),
                _ => None,
            }
        })
    }

    /// Notes what is wrong with a key, without its value.
    pub(super) fn problem(&mut self, section: &str, key: &str, message: impl Into<String>) {
        let variable = variable(section, key);
        let source = if (self.environment)(&variable).is_some() {
            variable
        } else {
            self.file.display().to_string()
        };
        self.problems.push(Problem {
            source,
            section: section.to_owned(),
            key: key.to_owned(),
            message: message.into(),
        });
    }

    /// The mistakes, the keys of the file that nothing has asked for, and what was found.
    pub(super) fn finish(self) -> (Vec<Problem>, Vec<Problem>, Found) {
        let source = self.file.display().to_string();
        let unknown = self
            .unread
            .into_iter()
            .map(|(section, key)| Problem {
                source: source.clone(),
                section,
                key,
                message: "is not a key of crash-store and is ignored".to_owned(),
            })
            .collect();
        (self.problems, unknown, self.found)
    }
}

fn variable(section: &str, key: &str) -> String {
    format!("CRASH_STORE_{section}_{key}").to_uppercase()
}
