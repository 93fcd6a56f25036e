//! What sentry-native tells of a crash: an event, in `MessagePack` or JSON.
//!
//! Of it is read what says what crashed and where; the whole lies beside the dump as it came.
//! Nothing of an event is trusted: it is bounded in size and depth, and one that breaks off has
//! told what came before. (<https://develop.sentry.dev/sdk/data-model/event-payloads/>)

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Annotations;

/// More is not read: an event has no bytes of files.
pub const MAX_SENTRY_EVENT_BYTES: usize = 1024 * 1024;
const MAX_DEPTH: usize = 64;

/// Members of an event that are texts.
const TEXTS: [&str; 7] = [
    "dist",
    "environment",
    "event_id",
    "level",
    "platform",
    "release",
    "transaction",
];
/// Contexts of which all texts are kept.
const CONTEXTS: [&str; 2] = ["device", "os"];

impl Annotations {
    /// Adds what an event in `MessagePack` says, under the names that its members have as fields
    /// of a form: `sentry[release]`. What is there already stays.
    pub fn add_sentry_event(&mut self, message_pack: &[u8]) {
        let mut deserializer = rmp_serde::Deserializer::from_read_ref(message_pack);
        deserializer.set_max_depth(MAX_DEPTH);
        self.add_members(&mut deserializer);
    }

    /// Adds what an event in JSON says, in the field `sentry` or, when it is long, in
    /// `sentry__1` and so on.
    pub fn add_sentry_fields(&mut self) {
        let whole = self.get("sentry").map(str::to_owned);
        let json = whole.unwrap_or_else(|| {
            let parts = (1..).map_while(|number| self.get(&format!("sentry__{number}")));
            parts.collect()
        });
        if !json.is_empty() {
            self.add_members(&mut serde_json::Deserializer::from_str(&json));
        }
    }

    fn add_members<'de, D: Deserializer<'de>>(&mut self, deserializer: D) {
        let event = Value {
            is: Is::Event,
            annotations: self,
        };
        if let Err(error) = event.deserialize(deserializer) {
            tracing::debug!(%error, "a report has an event that breaks off");
        }
    }
}

/// What a value of an event is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Is {
    Event,
    User,
    Contexts,
    /// An object of texts, and its name.
    Texts(String),
    /// The name of the text.
    Text(String),
}

impl Is {
    /// What a member of this object is; `None` when it is passed over.
    fn member(&self, name: &str) -> Option<Self> {
        match self {
            Self::Event if TEXTS.contains(&name) => Some(Self::Text(format!("sentry[{name}]"))),
            Self::Event => match name {
                "tags" => Some(Self::Texts("sentry[tags]".to_owned())),
                "user" => Some(Self::User),
                "contexts" => Some(Self::Contexts),
                _ => None,
            },
            // Names and addresses of people are not asked for.
            Self::User => (name == "id").then(|| Self::Text("sentry[user][id]".to_owned())),
            Self::Contexts => CONTEXTS
                .contains(&name)
                .then(|| Self::Texts(format!("sentry[contexts][{name}]"))),
            Self::Texts(object) => Some(Self::Text(format!("{object}[{name}]"))),
            Self::Text(_) => None,
        }
    }
}

struct Value<'a> {
    is: Is,
    annotations: &'a mut Annotations,
}

impl Value<'_> {
    fn add(self, text: &str) {
        if let Is::Text(name) = self.is
            && self.annotations.get(&name).is_none()
        {
            self.annotations.add(&name, text);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a part of an event")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.add(&value.to_string());
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.add(&value.to_string());
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.add(&value.to_string());
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.add(&value.to_string());
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.add(value);
        Ok(())
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, extension: D) -> Result<(), D::Error> {
        extension.deserialize_any(IgnoredAny)?;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(name) = object.next_key_seed(Name)? {
            let member = name.and_then(|name| self.is.member(&name));
            match member {
                Some(is) => object.next_value_seed(Value {
                    is,
                    annotations: &mut *self.annotations,
                })?,
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The name of a member; `None` for one that is no text, which `MessagePack` allows.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Some(name.to_owned()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn message_pack(event: &serde_json::Value) -> Vec<u8> {
        rmp_serde::to_vec(event).expect("plain data")
    }

    fn read(event: &serde_json::Value) -> Annotations {
        let mut annotations = Annotations::default();
        annotations.add_sentry_event(&message_pack(event));
        annotations
    }

    fn event() -> serde_json::Value {
        json!({
            "event_id": "c993f8a2-b44d-4a7a-8c1d-1f5b0f6f2a01",
            "release": "paint@1.2.3", "dist": "7", "environment": "beta", "level": "fatal",
            "platform": "native", "transaction": null,
            "user": { "id": 42, "email": "me@example.com" },
            "tags": { "channel": "stable", "fast": true, "nested": { "a": "b" } },
            "contexts": {
                "os": { "name": "Linux", "version": "6.1" },
                "device": { "arch": "x86_64" },
                "gpu": { "name": "x" },
            },
            "extra": { "secret": "s" },
            "breadcrumbs": [{ "message": "m" }],
        })
    }

    #[test]
    fn an_event_says_what_crashed() {
        let annotations = read(&event());
        let expected = [
            ("sentry[contexts][device][arch]", "x86_64"),
            ("sentry[contexts][os][name]", "Linux"),
            ("sentry[contexts][os][version]", "6.1"),
            ("sentry[dist]", "7"),
            ("sentry[environment]", "beta"),
            ("sentry[event_id]", "c993f8a2-b44d-4a7a-8c1d-1f5b0f6f2a01"),
            ("sentry[level]", "fatal"),
            ("sentry[platform]", "native"),
            ("sentry[release]", "paint@1.2.3"),
            ("sentry[tags][channel]", "stable"),
            ("sentry[tags][fast]", "true"),
            ("sentry[user][id]", "42"),
        ];
        let texts = annotations.clone().into_texts();
        let texts: Vec<_> = texts
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(texts, expected);
        let origin = annotations.origin();
        assert_eq!(origin.product.as_deref(), Some("paint"));
        assert_eq!(origin.version.as_deref(), Some("1.2.3"));
        assert_eq!(origin.platform.as_deref(), Some("Linux"));
        assert_eq!(origin.client_guid.as_deref(), Some("42"));
    }

    #[test]
    fn json_says_the_same_whole_or_in_parts() {
        let json = event().to_string();
        let (start, end) = json.split_at(100);
        for fields in [
            &[("sentry", json.as_str())] as &[_],
            &[("sentry__1", start), ("sentry__2", end)],
        ] {
            let mut annotations = Annotations::default();
            for (name, text) in fields {
                annotations.add(name, text);
            }
            annotations.add_sentry_fields();
            let release = annotations.get("sentry[release]");
            assert_eq!(release, Some("paint@1.2.3"), "{fields:?}");
            assert_eq!(annotations.get("sentry[user][id]"), Some("42"));
        }
    }

    #[test]
    fn a_field_of_the_form_counts_more() {
        let mut annotations = Annotations::default();
        annotations.add("sentry[release]", "paint@2.0");
        annotations.add_sentry_event(&message_pack(&event()));
        assert_eq!(annotations.get("sentry[release]"), Some("paint@2.0"));
    }

    #[test]
    fn one_that_breaks_off_has_told_what_came_before() {
        let whole = message_pack(&json!({ "dist": "7", "level": "fatal", "more": "x" }));
        let mut annotations = Annotations::default();
        annotations.add_sentry_event(&whole[..whole.len() - 3]);
        assert_eq!(annotations.get("sentry[dist]"), Some("7"));
    }

    #[test]
    fn what_is_nested_without_end_is_given_up() {
        // A map of one, whose key is a text and whose value is the next one.
        let nested = b"\x81\xa4tags".repeat(100_000);
        let lists = [b"\x81\xa5extra".to_vec(), vec![0x91; 1_000_000]].concat();
        for event in [nested, lists] {
            let mut annotations = Annotations::default();
            annotations.add_sentry_event(&event);
            assert_eq!(annotations, Annotations::default());
        }
    }

    #[test]
    fn what_claims_to_be_long_takes_no_memory() {
        let mut annotations = Annotations::default();
        for event in [
            b"\xdf\xff\xff\xff\xff".as_slice(),
            b"\xdd\xff\xff\xff\xff\x01",
            b"\x81\xa4dist\xdb\xff\xff\xff\xffx",
            b"\x81\xdb\xff\xff\xff\xffx",
            b"\x81\xc6\xff\xff\xff\xffx",
            b"\xc1",
            b"",
        ] {
            annotations.add_sentry_event(event);
        }
        assert_eq!(annotations, Annotations::default());
    }

    proptest! {
        #[test]
        fn whatever_comes_is_taken(event in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut annotations = Annotations::default();
            annotations.add_sentry_event(&event);
        }
    }
}
