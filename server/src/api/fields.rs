//! Fields of a small body: JSON, url-encoded or multipart.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use futures::stream;
use model::{FieldErrors, NewState, SignatureChange, SignaturePatterns, SignatureState};
use multipart::{Limits, Multipart};
use serde_json::{Map, Value};
use service::text::{BLANK, NOT_A_STRING, NUL, REQUIRED, without_padding};
use service::{AccountDraft, ClientDraft, Expiry};

use super::body::{
    MAX_FIELDS, MediaType, TOO_MANY_FIELDS, malformed_form, open, parse_urlencoded, read,
};
use super::json_fields::{self, Bounds};
use crate::AppState;
use crate::error::{ApiError, Result};

const NULL: &str = "This field may not be null.";
const NOT_A_BOOLEAN: &str = "Must be a valid boolean.";
const STATE: &str = "Must be one of open, resolved, ignored.";
const NOT_RESOLVED: &str = "Only with \"state\": \"resolved\".";
const NOT_A_LIST: &str = "Must be a list of texts.";
const NOT_A_MOMENT: &str =
    "Must be a moment in ISO 8601 with a zone, such as 2026-01-31T12:00:00Z.";

/// Values of a list that are kept, where none has many.
const FEW_VALUES: usize = 10;

/// The fields of a request, and what is wrong with those that were asked for.
#[derive(Debug, Default)]
pub(super) struct Fields {
    values: Map<String, Value>,
    /// In a form every value is text: `true` and `false` are booleans there.
    is_form: bool,
    errors: FieldErrors,
}

impl FromRequest<AppState> for Fields {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &AppState) -> Result<Self> {
        Self::read(request, FEW_VALUES).await
    }
}

impl Fields {
    /// As every body of fields is read, but with lists of up to so many values.
    pub(super) async fn read(request: Request, max_values: usize) -> Result<Self> {
        let Some((media_type, body)) = open(request)? else {
            return Ok(Self::default());
        };
        let is_taken = matches!(
            media_type.essence(),
            "application/json" | "application/x-www-form-urlencoded" | "multipart/form-data"
        );
        if !is_taken {
            return Err(media_type.unsupported());
        }
        let bytes = read(body).await?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        match media_type.essence() {
            "application/json" => Self::from_json(&bytes, max_values),
            "application/x-www-form-urlencoded" => Self::from_urlencoded(&bytes),
            _ => Self::from_multipart(&media_type, bytes).await,
        }
    }

    fn from_json(bytes: &[u8], max_values: usize) -> Result<Self> {
        let bounds = Bounds {
            fields: MAX_FIELDS,
            values: max_values,
        };
        let value = json_fields::read(bytes, bounds)
            .map_err(|error| ApiError::Malformed(format!("JSON parse error - {error}")))?;
        let kind = match value {
            Value::Object(values) => {
                return Ok(Self {
                    values,
                    ..Self::default()
                });
            }
            Value::Null => return Err(not_an_object("No data provided")),
            Value::Array(_) => "list",
            Value::String(_) => "str",
            Value::Bool(_) => "bool",
            Value::Number(number) if number.is_f64() => "float",
            Value::Number(_) => "int",
        };
        Err(not_an_object(&format!(
            "Invalid data. Expected a dictionary, but got {kind}."
        )))
    }

    fn from_urlencoded(bytes: &[u8]) -> Result<Self> {
        let mut fields = Self::form();
        for (name, value) in parse_urlencoded(bytes)? {
            let value = Value::String(value.into_owned());
            fields.values.insert(name.into_owned(), value);
        }
        Ok(fields)
    }

    fn form() -> Self {
        Self {
            is_form: true,
            ..Self::default()
        }
    }

    async fn from_multipart(media_type: &MediaType, bytes: Bytes) -> Result<Self> {
        let boundary = media_type.boundary()?;
        let body = stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
        let mut form = Multipart::new(body, &boundary, Limits::default());
        let malformed = |error: multipart::Error<_>| malformed_form(&error.to_string());
        let mut fields = Self::form();
        let mut count = 0;
        while let Some(head) = form.next_part().await.map_err(malformed)? {
            count += 1;
            if count > MAX_FIELDS {
                return Err(ApiError::Malformed(TOO_MANY_FIELDS.to_owned()));
            }
            let mut content = Vec::new();
            while let Some(chunk) = form.next_chunk().await.map_err(malformed)? {
                content.extend_from_slice(&chunk);
            }
            let is_file = head.filename.is_some_and(|name| !name.is_empty());
            let value = if is_file {
                // No field takes a file; a list is no text either.
                Value::Array(Vec::new())
            } else {
                Value::String(String::from_utf8_lossy(&content).into_owned())
            };
            if let Some(name) = head.name {
                fields.values.insert(name, value);
            }
        }
        Ok(fields)
    }

    /// A text as it was sent: no padding dropped, may be blank. A number is taken as its
    /// decimal text.
    fn text(&mut self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::String(text) => return Some(text.clone()),
            Value::Number(number) => return Some(number.to_string()),
            Value::Null => self.errors.push(name, NULL),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                self.errors.push(name, NOT_A_STRING);
            }
        }
        None
    }

    /// A text that must be there; `""` after noting an error.
    pub(super) fn required_text(&mut self, name: &str) -> String {
        let Some(text) = self.text(name) else {
            if self.errors.field(name).is_empty() {
                self.errors.push(name, REQUIRED);
            }
            return String::new();
        };
        if text.is_empty() {
            self.errors.push(name, BLANK);
        } else if text.contains('\0') {
            self.errors.push(name, NUL);
        }
        text
    }

    /// A text that must be there and is more than white space; padding is dropped.
    pub(super) fn required_trimmed_text(&mut self, name: &str) -> String {
        let text = self.required_text(name);
        let trimmed = without_padding(&text);
        if trimmed.is_empty() && self.errors.field(name).is_empty() {
            self.errors.push(name, BLANK);
        }
        trimmed.to_owned()
    }

    fn boolean(&mut self, name: &str) -> Option<bool> {
        match self.values.get(name)? {
            Value::Bool(value) => return Some(*value),
            Value::String(text) if self.is_form && text == "true" => return Some(true),
            Value::String(text) if self.is_form && text == "false" => return Some(false),
            Value::Null => self.errors.push(name, NULL),
            _ => self.errors.push(name, NOT_A_BOOLEAN),
        }
        None
    }

    /// A list of texts; in a form one text, with spaces between them.
    fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        let texts = match self.values.get(name)? {
            Value::Array(values) => values
                .iter()
                .map(|value| value.as_str().map(str::to_owned))
                .collect(),
            Value::String(text) if self.is_form => {
                Some(text.split_ascii_whitespace().map(str::to_owned).collect())
            }
            Value::Null => {
                self.errors.push(name, NULL);
                return None;
            }
            _ => None,
        };
        if texts.is_none() {
            self.errors.push(name, NOT_A_LIST);
        }
        texts
    }

    /// `null` is never, and so is an empty text in a form.
    fn expiry(&mut self, name: &str) -> Expiry {
        let moment = match self.values.get(name) {
            None => return Expiry::Unchanged,
            Some(Value::Null) => return Expiry::Never,
            Some(Value::String(text)) if self.is_form && text.is_empty() => return Expiry::Never,
            Some(value) => value.as_str().and_then(parse_moment),
        };
        moment.map_or_else(
            || {
                self.errors.push(name, NOT_A_MOMENT);
                Expiry::Unchanged
            },
            Expiry::At,
        )
    }

    /// A text that may be left out: `null`, and nothing in a form, are that as well.
    fn optional_text(&mut self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::Null => None,
            Value::String(text) if self.is_form && text.is_empty() => None,
            _ => self.text(name),
        }
    }

    /// A list that must be there; in a form one text, with a value on each line.
    fn lines(&mut self, name: &str) -> Vec<String> {
        match self.values.get(name) {
            None => self.errors.push(name, REQUIRED),
            Some(Value::String(text)) if self.is_form => {
                return text.lines().map(str::to_owned).collect();
            }
            Some(_) => return self.texts(name).unwrap_or_default(),
        }
        Vec::new()
    }

    fn new_state(&mut self) -> Option<NewState> {
        let state = self.text("state").map(|text| text.parse());
        let in_version = self.optional_text("resolved_in");
        if in_version.is_some() && state != Some(Ok(SignatureState::Resolved)) {
            self.errors.push("resolved_in", NOT_RESOLVED);
        }
        match state? {
            Ok(SignatureState::Open) => Some(NewState::Open),
            Ok(SignatureState::Resolved) => Some(NewState::Resolved { in_version }),
            Ok(SignatureState::Ignored) => Some(NewState::Ignored),
            Err(_) => {
                self.errors.push("state", STATE);
                None
            }
        }
    }

    /// # Errors
    /// Everything that was noted.
    pub(super) fn finish(self) -> Result<(), FieldErrors> {
        self.errors.into_result(())
    }

    /// The two fields that anybody may give an account; the service applies the rules.
    pub(super) fn into_credentials(mut self) -> AccountDraft {
        AccountDraft {
            email: self.text("email"),
            password: self.text("password"),
            errors: self.errors,
            ..AccountDraft::default()
        }
    }

    /// All fields of an account; the service applies the rules.
    pub(super) fn into_account(mut self) -> AccountDraft {
        AccountDraft {
            email: self.text("email"),
            password: self.text("password"),
            is_active: self.boolean("is_active"),
            is_staff: self.boolean("is_staff"),
            errors: self.errors,
        }
    }

    /// What somebody says of a signature; the service applies the rules.
    ///
    /// # Errors
    /// Everything that was noted.
    pub(super) fn into_signature_change(mut self) -> Result<SignatureChange, FieldErrors> {
        let change = SignatureChange {
            state: self.new_state(),
            note: self.text("note"),
            note_before: None,
        };
        self.errors.into_result(change)
    }

    /// All lists of patterns; the service applies the rules.
    ///
    /// # Errors
    /// Everything that was noted.
    pub(super) fn into_patterns(mut self) -> Result<SignaturePatterns, FieldErrors> {
        let patterns = SignaturePatterns {
            ignore: self.lines("ignore"),
            prefix: self.lines("prefix"),
            sentinel: self.lines("sentinel"),
        };
        self.errors.into_result(patterns)
    }

    /// All fields of a client; the service applies the rules.
    pub(super) fn into_client(mut self) -> ClientDraft {
        ClientDraft {
            name: self.text("name"),
            scopes: self.texts("scopes"),
            expiry: self.expiry("expires_at"),
            errors: self.errors,
        }
    }
}

/// To the microsecond, as the database keeps it.
fn parse_moment(text: &str) -> Option<DateTime<Utc>> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    moment.duration_trunc(TimeDelta::microseconds(1)).ok()
}

fn not_an_object(message: &str) -> ApiError {
    FieldErrors::of("non_field_errors", message).into()
}
