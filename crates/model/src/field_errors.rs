//! What is wrong with the fields of a form.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize};

/// Messages by field, in the order in which the fields were checked.
///
/// In JSON an object from field name to a list of messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, Vec<String>)>);

impl FieldErrors {
    /// Errors of one field with one message.
    pub fn of(field: &str, message: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.push(field, message);
        errors
    }

    pub fn push(&mut self, field: &str, message: impl Into<String>) {
        self.extend(field, [message.into()]);
    }

    /// Adds a message unless the field has one already.
    pub fn push_first(&mut self, field: &str, message: impl Into<String>) {
        if self.field(field).is_empty() {
            self.push(field, message);
        }
    }

    /// Adds messages to a field; none at all leave it without fault.
    pub fn extend(&mut self, field: &str, messages: impl IntoIterator<Item = String>) {
        let mut messages = messages.into_iter().peekable();
        if messages.peek().is_none() {
            return;
        }
        match self.0.iter_mut().find(|(name, _)| name == field) {
            Some((_, present)) => present.extend(messages),
            None => self.0.push((field.to_owned(), messages.collect())),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The messages of one field; empty when there is nothing wrong with it.
    pub fn field(&self, field: &str) -> &[String] {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map_or(&[], |(_, messages)| messages)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(field, messages)| (field.as_str(), messages.as_slice()))
    }

    /// `Ok(value)` when nothing is wrong.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, messages)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{field}: {}", messages.join(" "))?;
        }
        Ok(())
    }
}

impl std::error::Error for FieldErrors {}

impl Serialize for FieldErrors {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (field, messages) in &self.0 {
            map.serialize_entry(field, messages)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for FieldErrors {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = std::collections::BTreeMap::deserialize(deserializer)?;
        Ok(Self(fields.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_the_order_of_checks() {
        let mut errors = FieldErrors::of("file", "No file was submitted.");
        errors.push("email", "one");
        errors.push("file", "two");
        assert_eq!(
            serde_json::to_string(&errors).expect("plain data"),
            r#"{"file":["No file was submitted.","two"],"email":["one"]}"#
        );
    }

    #[test]
    fn no_message_is_no_fault() {
        let mut errors = FieldErrors::default();
        errors.extend("password", []);
        assert!(errors.is_empty());
    }
}
