//! Every key with the value in force and where it comes from, for people to look at.

use std::collections::BTreeMap;

use ini::Ini;
use model::{ConfigKey, ConfigOrigin};

use super::reader::syntax;

/// Documents every key, and has its default.
const EXAMPLE: &str = include_str!("../../../config.example.ini");

/// The values that were found, by section and key.
pub(super) type Found = BTreeMap<(String, String), (String, ConfigOrigin)>;

/// Values in force that may differ from their texts, by section and key.
pub(super) type Resolved = BTreeMap<(&'static str, &'static str), String>;

/// The keys in the order of the example, then those that it does not know: the sections of the
/// Django service. Secrets are left out.
pub(super) fn list(mut found: Found, resolved: &Resolved) -> Vec<ConfigKey> {
    let example = Ini::load_from_str_opt(EXAMPLE, syntax()).expect("the example is good");
    let mut keys = Vec::new();
    for (section, properties) in &example {
        let section = section.unwrap_or_default();
        for (key, default) in properties {
            let name = (section.to_owned(), key.to_owned());
            let (value, origin) = found
                .remove(&name)
                .unwrap_or_else(|| (default.trim().to_owned(), ConfigOrigin::Default));
            let value = resolved.get(&(section, key)).cloned().unwrap_or(value);
            keys.push(config_key(name, value, origin));
        }
    }
    let others = found.into_iter();
    keys.extend(others.map(|(name, (value, origin))| config_key(name, value, origin)));
    keys
}

fn config_key((section, key): (String, String), value: String, origin: ConfigOrigin) -> ConfigKey {
    let is_secret = key.contains("secret") && !value.is_empty();
    ConfigKey {
        section,
        key,
        value: (!is_secret).then_some(value),
        origin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_value_and_where_it_comes_from() {
        let name = |section: &str, key: &str| (section.to_owned(), key.to_owned());
        let found = Found::from([
            (
                name("server", "bind"),
                ("[::]:80".to_owned(), ConfigOrigin::Environment),
            ),
            (
                name("machine", "secret"),
                ("not to be seen".to_owned(), ConfigOrigin::File),
            ),
            (
                name("django", "secret_key"),
                ("nor this".to_owned(), ConfigOrigin::File),
            ),
        ]);
        let resolved = Resolved::from([(("paths", "data_dir"), "/srv/data".to_owned())]);
        let keys = list(found, &resolved);
        let of = |section: &str, key: &str| {
            let is_it = |entry: &&ConfigKey| entry.section == section && entry.key == key;
            let entry = keys.iter().find(is_it).expect("is listed");
            (entry.value.as_deref(), entry.origin)
        };
        assert_eq!(
            of("server", "bind"),
            (Some("[::]:80"), ConfigOrigin::Environment)
        );
        assert_eq!(of("archive", "level"), (Some("3"), ConfigOrigin::Default));
        assert_eq!(
            of("paths", "data_dir"),
            (Some("/srv/data"), ConfigOrigin::Default)
        );
        assert_eq!(of("machine", "secret"), (None, ConfigOrigin::File));
        assert_eq!(of("django", "secret_key"), (None, ConfigOrigin::File));
        // Nothing is set, so nothing is hidden.
        assert_eq!(
            of("server", "secret_key"),
            (Some(""), ConfigOrigin::Default)
        );
    }
}
