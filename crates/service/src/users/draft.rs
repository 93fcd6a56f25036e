//! An account as somebody has filled it in, right or wrong.

use model::FieldErrors;

use super::{Email, Password};
use crate::text::{BLANK, REQUIRED, without_padding};

/// Fields of an account before the rules have been applied.
///
/// `errors` holds what is wrong with them already (a field that is no text); such a
/// field is `None`, and is not reported again as missing.
#[derive(Clone, Debug, Default)]
pub struct AccountDraft {
    pub email: Option<String>,
    pub password: Option<String>,
    pub is_active: Option<bool>,
    pub is_staff: Option<bool>,
    pub errors: FieldErrors,
}

/// What is left of a draft when the rules have been applied.
#[derive(Debug, Default)]
pub(crate) struct CheckedDraft {
    pub(crate) email: Option<Email>,
    pub(crate) password: Option<Password>,
    pub(crate) errors: FieldErrors,
}

impl AccountDraft {
    /// Address and password as somebody typed them.
    pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            email: Some(email.into()),
            password: Some(password.into()),
            ..Self::default()
        }
    }

    /// Reports an address or a password that was left out.
    #[must_use]
    pub fn with_required_credentials(mut self) -> Self {
        if self.email.is_none() {
            self.errors.push_first("email", REQUIRED);
        }
        if self.password.is_none() {
            self.errors.push_first("password", REQUIRED);
        }
        self
    }

    pub(crate) fn check(&self) -> CheckedDraft {
        let mut checked = CheckedDraft {
            errors: self.errors.clone(),
            ..CheckedDraft::default()
        };
        if let Some(email) = &self.email {
            checked.email = match required_text(email).and_then(Email::parse) {
                Ok(email) => Some(email),
                Err(messages) => {
                    checked.errors.extend("email", messages);
                    None
                }
            };
        }
        if let Some(password) = &self.password {
            checked.password = match required_text(password).and_then(Password::parse) {
                Ok(password) => Some(password),
                Err(messages) => {
                    checked.errors.extend("password", messages);
                    None
                }
            };
        }
        checked
    }

    /// Address and password of a draft that needs no more than them.
    pub(crate) fn credentials(self) -> Result<(Email, Password), FieldErrors> {
        self.with_required_credentials().check().into_credentials()
    }
}

impl CheckedDraft {
    /// Address and password of a draft that had to have both.
    pub(crate) fn into_credentials(self) -> Result<(Email, Password), FieldErrors> {
        match (self.email, self.password) {
            (Some(email), Some(password)) if self.errors.is_empty() => Ok((email, password)),
            _ => Err(self.errors),
        }
    }
}

fn required_text(text: &str) -> Result<&str, Vec<String>> {
    if without_padding(text).is_empty() {
        Err(vec![BLANK.to_owned()])
    } else {
        Ok(text)
    }
}
