//! Accounts and secrets that tests know.

use jsonwebtoken::{EncodingKey, Header};
use serde_json::Value;

pub(crate) const SECRET_KEY: &str = "the-key-of-the-tests-0123456789";
pub(crate) const MACHINE_SECRET: &str = "the-machine-secret-of-the-tests";
pub(crate) const ADMIN: &str = "admin@example.com";
pub(crate) const PASSWORD: &str = "Tr1cky-Enough-Pass!";

/// A token that another service has signed with the same key.
pub(crate) fn foreign_token(claims: &Value) -> String {
    let key = EncodingKey::from_secret(SECRET_KEY.as_bytes());
    jsonwebtoken::encode(&Header::default(), claims, &key).unwrap()
}
