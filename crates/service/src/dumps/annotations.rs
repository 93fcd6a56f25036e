//! What a crash client tells about a crash, in bounded memory.
//!
//! Nothing here refuses anything: a crash whose client says too much is worth keeping, so what
//! is too long is cut, and what is too much is left out.

use std::collections::BTreeMap;

use model::Origin;
use serde_json::Value;

const MAX_NAMES: usize = 1_000;
const MAX_NAME_BYTES: usize = 255;
/// Of one value.
pub const MAX_ANNOTATION_BYTES: usize = 64 * 1024;
/// Of a JSON object that tells them: its members are cut one by one.
pub const MAX_ANNOTATIONS_JSON_BYTES: usize = 2 * MAX_BYTES;
/// Of all together.
const MAX_BYTES: usize = 1024 * 1024;
const MAX_ORIGIN_CHARACTERS: usize = 255;

/// Clients have names of their own for the same thing; the first that is there counts.
/// Electron's `ver` and `prod` are Electron's own, and its `_version` the application's.
const PRODUCT: &[&str] = &[
    "_productName",
    "prod",
    "product",
    "ProductName",
    "sentry[product]",
    "application",
];
const VERSION: &[&str] = &[
    "_version",
    "ver",
    "version",
    "Version",
    "application.version",
];
const PLATFORM: &[&str] = &[
    "plat",
    "platform",
    "Platform",
    "uname.sysname",
    "sentry[contexts][os][name]",
];
/// `app@1.2.3`: both, where neither is told otherwise.
const RELEASE: &[&str] = &["sentry[release]"];
const PROCESS_TYPE: &[&str] = &["ptype", "process_type", "ProcessType"];
const CLIENT_GUID: &[&str] = &["guid", "client_id", "clientId", "sentry[user][id]"];

/// Texts by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    texts: BTreeMap<String, String>,
    bytes: usize,
    /// How many were left out.
    dropped: usize,
}

impl Annotations {
    /// Adds a text; of several with one name the last counts.
    pub fn add(&mut self, name: &str, text: &str) {
        let name = cut(name.trim(), MAX_NAME_BYTES);
        let text = cut(text, MAX_ANNOTATION_BYTES).replace('\0', "\u{fffd}");
        if name.is_empty() {
            return;
        }
        let old_bytes = self.texts.get(name).map(|old| name.len() + old.len());
        let is_new = old_bytes.is_none();
        let bytes = self.bytes - old_bytes.unwrap_or(0) + name.len() + text.len();
        if bytes > MAX_BYTES || (is_new && self.texts.len() == MAX_NAMES) {
            self.dropped += 1;
            return;
        }
        self.bytes = bytes;
        self.texts.insert(name.to_owned(), text);
    }

    /// Adds the members of a JSON object; what is no object is kept as text under `name`.
    pub fn add_json(&mut self, name: &str, json: &str) {
        match serde_json::from_str(json) {
            Ok(Value::Object(members)) => {
                for (name, value) in members {
                    match value {
                        Value::String(text) => self.add(&name, &text),
                        other => self.add(&name, &other.to_string()),
                    }
                }
            }
            _ => self.add(name, json),
        }
    }

    /// The text of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// How many were left out, being too many or too long together.
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// What crashed.
    pub(super) fn origin(&self) -> Origin {
        let (product, version) = self.release();
        Origin {
            product: self.first(PRODUCT).or(product),
            version: self.first(VERSION).or(version),
            platform: self.first(PLATFORM),
            process_type: self.first(PROCESS_TYPE),
            client_guid: self.first(CLIENT_GUID),
        }
    }

    pub(super) fn into_texts(self) -> BTreeMap<String, String> {
        self.texts
    }

    fn release(&self) -> (Option<String>, Option<String>) {
        let Some(release) = self.first(RELEASE) else {
            return (None, None);
        };
        match release.rsplit_once('@') {
            Some((product, version)) if !product.is_empty() && !version.is_empty() => {
                (Some(product.to_owned()), Some(version.to_owned()))
            }
            _ => (None, Some(release)),
        }
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        let text = |name: &&str| {
            let text = self.get(name)?.trim();
            let text: String = text.chars().take(MAX_ORIGIN_CHARACTERS).collect();
            (!text.is_empty()).then_some(text)
        };
        names.iter().find_map(text)
    }
}

/// As much of a text as fits, whole characters of it.
fn cut(text: &str, max_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(max_bytes)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn annotations(texts: &[(&str, &str)]) -> Annotations {
        let mut annotations = Annotations::default();
        for (name, text) in texts {
            annotations.add(name, text);
        }
        annotations
    }

    #[test]
    fn the_last_of_a_name_counts() {
        let twice = annotations(&[("channel", "beta"), ("channel", "stable")]);
        assert_eq!(twice.get("channel"), Some("stable"));
        assert_eq!(twice.bytes, "channelstable".len());
    }

    #[test]
    fn clients_name_the_same_things_differently() {
        let crashpad = [
            ("prod", "Paint"),
            ("ver", "1.2"),
            ("guid", "g"),
            ("plat", "Linux"),
        ];
        let electron = [
            ("prod", "Electron"),
            ("ver", "30.0"),
            ("_productName", "Paint"),
            ("_version", "1.2"),
            ("process_type", "renderer"),
        ];
        let socorro = [
            ("ProductName", "Paint"),
            ("Version", "1.2"),
            ("ProcessType", "tab"),
        ];
        for (texts, process_type) in [
            (&crashpad[..], None),
            (&electron[..], Some("renderer")),
            (&socorro[..], Some("tab")),
        ] {
            let origin = annotations(texts).origin();
            assert_eq!(origin.product.as_deref(), Some("Paint"));
            assert_eq!(origin.version.as_deref(), Some("1.2"));
            assert_eq!(origin.process_type.as_deref(), process_type);
        }
    }

    #[test]
    fn a_blank_is_none_and_the_next_name_counts() {
        let origin = annotations(&[("prod", " "), ("product", "Paint")]).origin();
        assert_eq!(origin.product.as_deref(), Some("Paint"));
        assert_eq!(origin.version, None);
    }

    #[test]
    fn a_release_names_product_and_version_unless_they_are_told() {
        for (texts, product, version) in [
            (
                &[("sentry[release]", "paint@1.2.3+7")] as &[_],
                Some("paint"),
                "1.2.3+7",
            ),
            (
                &[("sentry[release]", "@scope/paint@1")],
                Some("@scope/paint"),
                "1",
            ),
            (&[("sentry[release]", "1.2.3")], None, "1.2.3"),
            (&[("sentry[release]", "@1")], None, "@1"),
            (
                &[
                    ("sentry[release]", "paint@1"),
                    ("prod", "Paint"),
                    ("ver", "2"),
                ],
                Some("Paint"),
                "2",
            ),
        ] {
            let origin = annotations(texts).origin();
            assert_eq!(origin.product.as_deref(), product, "{texts:?}");
            assert_eq!(origin.version.as_deref(), Some(version), "{texts:?}");
        }
    }

    #[test]
    fn members_of_an_object_are_annotations() {
        let mut extra = Annotations::default();
        extra.add_json(
            "extra",
            r#"{"ProductName":"Paint","Uptime":17,"Nested":{"a":[1]}}"#,
        );
        assert_eq!(extra.get("ProductName"), Some("Paint"));
        assert_eq!(extra.get("Uptime"), Some("17"));
        assert_eq!(extra.get("Nested"), Some(r#"{"a":[1]}"#));
        extra.add_json("extra", "{oh");
        assert_eq!(extra.get("extra"), Some("{oh"));
    }

    #[test]
    fn too_much_is_left_out_and_counted() {
        let mut many = Annotations::default();
        for number in 0..MAX_NAMES + 3 {
            many.add(&number.to_string(), "x");
        }
        assert_eq!((many.texts.len(), many.dropped()), (MAX_NAMES, 3));
        let mut long = Annotations::default();
        for number in 0..20 {
            long.add(&number.to_string(), &"é".repeat(MAX_ANNOTATION_BYTES));
        }
        assert!(long.bytes <= MAX_BYTES && long.dropped() > 0);
        assert!(
            long.get("0")
                .is_some_and(|text| text.len() == MAX_ANNOTATION_BYTES)
        );
    }

    proptest! {
        #[test]
        fn whatever_comes_is_taken(texts in proptest::collection::vec(any::<(String, String)>(), 0..20)) {
            let mut annotations = Annotations::default();
            for (name, text) in &texts {
                annotations.add(name, text);
                annotations.add_json(name, text);
            }
            let bytes: usize = annotations.texts.iter().map(|(a, b)| a.len() + b.len()).sum();
            prop_assert_eq!(annotations.bytes, bytes);
            let _ = annotations.origin();
        }
    }
}
