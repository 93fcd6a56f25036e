//! The fields of a JSON body, in hardly more memory than the body itself takes.
//!
//! A `serde_json::Value` of `[[],[],…]` takes some thirty times its text. No field takes
//! an object, or a list of more than some values, so what goes beyond is read through and
//! forgotten.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How much is kept: more than any field takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) fields: usize,
    /// Of each list.
    pub(super) values: usize,
}

/// Reads a value of which every object but the outermost is empty, and so is every list but
/// those of its fields: of these the first values are there.
///
/// # Errors
/// Text that is no JSON, nested too deeply, or an object of more fields.
pub(super) fn read(json: &[u8], bounds: Bounds) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = Depth::Outermost(bounds).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

#[derive(Clone, Copy)]
enum Depth {
    Outermost(Bounds),
    Field { max_values: usize },
    Nested,
}

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let max_values = match self {
            Self::Field { max_values } => max_values,
            Self::Outermost(_) | Self::Nested => 0,
        };
        let mut values = Vec::new();
        // Not `IgnoredAny`: that goes to any depth.
        while let Some(value) = list.next_element_seed(Self::Nested)? {
            if values.len() < max_values {
                values.push(value);
            }
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let depth = match self {
                Self::Outermost(Bounds { values, .. }) => Self::Field { max_values: values },
                Self::Field { .. } | Self::Nested => Self::Nested,
            };
            let value = object.next_value_seed(depth)?;
            if let Self::Outermost(bounds) = self {
                fields.insert(name, value);
                if fields.len() > bounds.fields {
                    return Err(A::Error::custom("there are more fields than allowed"));
                }
            }
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: &[u8], fields: usize) -> serde_json::Result<Value> {
        super::read(json, Bounds { fields, values: 10 })
    }

    #[test]
    fn what_no_field_takes_is_forgotten() {
        let text = r#"{"a": 1, "b": [1, {"c": 2}], "d": {"e": "f"}, "a": "\u00e9"}"#;
        let value = read(text.as_bytes(), 3).expect("JSON");
        assert_eq!(value, json!({ "a": "é", "b": [1, {}], "d": {} }));
    }

    #[test]
    fn lists_of_fields_keep_a_few_values() {
        let text = format!(r#"{{"a": [{}0], "b": [[1, 2]]}}"#, "0,".repeat(100));
        let value = read(text.as_bytes(), 2).expect("JSON");
        assert_eq!(value, json!({ "a": vec![0; 10], "b": [[]] }));
    }

    #[test]
    fn depth_and_number_of_fields_are_limited() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(nested(100).as_bytes(), 1).is_ok());
        assert!(read(nested(1_000).as_bytes(), 1).is_err());
        assert!(read(br#"{"a": 1, "b": 2}"#, 2).is_ok());
        assert!(read(br#"{"a": 1, "b": 2}"#, 1).is_err());
        assert!(read(b"1 2", 1).is_err());
    }
}
