//! JSON Web Tokens: signing them and believing them.
//!
//! The claims are those of djangorestframework-simplejwt, so that tokens of the
//! service that Crash Store replaces are honoured: `token_type`, `exp`, `iat`,
//! `jti`, `user_id`.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use model::{ClientId, UserId};
use serde::Serialize;
use serde_json::{Map, Value};
use store::{SessionId, TokenId};

use crate::{Error, Result, TokenError};

/// What a token is good for; one kind is never taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Shown with every REST request.
    Access,
    /// Shown to get access tokens.
    Refresh,
    /// Kept in a browser's cookie.
    Browser,
    /// Shown by a client with every REST request. Not an access token: whoever takes those
    /// for a user's must not take this for one.
    Client,
}

impl TokenKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
            Self::Browser => "browser",
            Self::Client => "client",
        }
    }
}

/// Name of a token: 128 random bits, of which the first half names its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Jti {
    pub(crate) session: SessionId,
    pub(crate) token: TokenId,
}

impl Jti {
    /// A token of a session.
    pub(crate) fn of(session: SessionId) -> Self {
        Self {
            session,
            token: TokenId(rand::random()),
        }
    }

    /// A token of no session.
    pub(crate) fn random() -> Self {
        Self::of(SessionId(rand::random()))
    }

    /// `None` for a name that another service has given.
    fn parse(text: &str) -> Option<Self> {
        let is_hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
        if text.len() != 32 || !text.chars().all(is_hex) {
            return None;
        }
        let (session, token) = text.split_at(16);
        Some(Self {
            session: SessionId(u64::from_str_radix(session, 16).ok()?),
            token: TokenId(u64::from_str_radix(token, 16).ok()?),
        })
    }
}

impl std::fmt::Display for Jti {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{:016x}", self.session, self.token.0)
    }
}

/// Who a token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    User(UserId),
    Client(ClientId),
}

/// What a good token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    /// `None` when it names nobody who could exist.
    pub(crate) user_id: Option<UserId>,
    /// Only in tokens of clients.
    pub(crate) client_id: Option<ClientId>,
    /// `None` when another service has named it.
    pub(crate) jti: Option<Jti>,
    pub(crate) issued_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct NewClaims<'a> {
    token_type: &'a str,
    exp: i64,
    iat: i64,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
}

/// The key that signs and checks.
pub(crate) struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Signer {
    pub(crate) fn new(secret_key: &[u8]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // Times are held against our clock below, not against the library's.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        Self {
            encoding: EncodingKey::from_secret(secret_key),
            decoding: DecodingKey::from_secret(secret_key),
            validation,
        }
    }

    pub(crate) fn sign(
        &self,
        kind: TokenKind,
        subject: Subject,
        jti: Jti,
        now: DateTime<Utc>,
        lifetime: Duration,
    ) -> Result<String> {
        let lifetime = TimeDelta::from_std(lifetime).unwrap_or(TimeDelta::MAX);
        let expires_at = now
            .checked_add_signed(lifetime)
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        let (user_id, client_id) = match subject {
            Subject::User(id) => (Some(id.to_string()), None),
            Subject::Client(id) => (None, Some(id.to_string())),
        };
        let claims = NewClaims {
            token_type: kind.as_str(),
            exp: expires_at.timestamp(),
            iat: now.timestamp(),
            jti: jti.to_string(),
            user_id,
            client_id,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(Error::Signing)
    }

    /// Believes a token of this kind, or says why not.
    pub(crate) fn verify(
        &self,
        kind: TokenKind,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Claims, TokenError> {
        if has_critical_header(token) {
            return Err(TokenError::Invalid);
        }
        let claims =
            jsonwebtoken::decode::<Map<String, Value>>(token, &self.decoding, &self.validation)
                .map_err(|_| TokenError::Invalid)?
                .claims;
        let issued_at = claims.get("iat").map(moment).transpose()?;
        let not_before = claims.get("nbf").map(moment).transpose()?;
        if issued_at
            .into_iter()
            .chain(not_before)
            .any(|from| from > now)
        {
            return Err(TokenError::Invalid);
        }
        let expires_at = claims.get("exp").map(moment).transpose()?;
        match expires_at {
            None => return Err(TokenError::NoExpiry),
            Some(expires_at) if expires_at <= now => return Err(TokenError::Expired),
            Some(_) => {}
        }
        let jti = match claims.get("jti") {
            None | Some(Value::Null) => return Err(TokenError::NoId),
            Some(jti) => jti.as_str().and_then(Jti::parse),
        };
        match claims.get("token_type") {
            None => return Err(TokenError::NoType),
            Some(token_type) if token_type.as_str() == Some(kind.as_str()) => {}
            Some(_) => return Err(TokenError::WrongType),
        }
        Ok(Claims {
            user_id: claims.get("user_id").and_then(id).map(UserId),
            client_id: claims.get("client_id").and_then(id).map(ClientId),
            jti,
            issued_at,
        })
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer")
    }
}

/// RFC 7515, section 4.1.11: an extension that one does not know must not be ignored.
fn has_critical_header(token: &str) -> bool {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let header = token.split('.').next().unwrap_or_default();
    URL_SAFE_NO_PAD
        .decode(header)
        .ok()
        .and_then(|json| serde_json::from_slice::<Map<String, Value>>(&json).ok())
        .is_some_and(|header| header.contains_key("crit"))
}

/// Seconds since 1970 as a JSON number; a fraction is cut off.
fn moment(value: &Value) -> Result<DateTime<Utc>, TokenError> {
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds are wanted")]
    let seconds = value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64));
    seconds
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or(TokenError::Invalid)
}

fn id(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key of the tests, long enough";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("in range")
    }

    fn sign(header: &Header, claims: &Value) -> String {
        jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(KEY)).expect("signs")
    }

    fn verify(changes: &[(&str, Value)]) -> Result<Claims, TokenError> {
        let mut claims = serde_json::json!({
            "token_type": "access", "exp": 1_800_000_600, "iat": 1_800_000_000,
            "jti": "c841a58475c1438ab4a7bacdd86d2468", "user_id": "2",
        });
        for (name, value) in changes {
            let fields = claims.as_object_mut().expect("an object");
            if value.is_null() {
                fields.remove(*name);
            } else {
                fields.insert((*name).to_owned(), value.clone());
            }
        }
        let token = sign(&Header::new(Algorithm::HS256), &claims);
        Signer::new(KEY).verify(TokenKind::Access, &token, now())
    }

    #[test]
    fn what_was_signed_is_believed_until_it_expires() {
        let signer = Signer::new(KEY);
        let jti = Jti::random();
        let lifetime = Duration::from_secs(60);
        let token = signer
            .sign(
                TokenKind::Access,
                Subject::User(UserId(2)),
                jti,
                now(),
                lifetime,
            )
            .expect("signs");
        let verify = |seconds| {
            let at = now() + TimeDelta::seconds(seconds);
            signer.verify(TokenKind::Access, &token, at)
        };
        let claims = verify(59).expect("is good");
        assert_eq!((claims.user_id, claims.jti), (Some(UserId(2)), Some(jti)));
        assert_eq!(verify(60), Err(TokenError::Expired));
        assert_eq!(
            Signer::new(b"another key").verify(TokenKind::Access, &token, now()),
            Err(TokenError::Invalid)
        );
    }

    #[test]
    fn a_token_of_a_client_names_no_user_and_is_no_access_token() {
        let signer = Signer::new(KEY);
        let (jti, lifetime) = (Jti::random(), Duration::from_secs(60));
        let subject = Subject::Client(ClientId(2));
        let token = signer.sign(TokenKind::Client, subject, jti, now(), lifetime);
        let token = token.expect("signs");
        let verified = signer.verify(TokenKind::Access, &token, now());
        assert_eq!(verified, Err(TokenError::WrongType));
        let claims = signer.verify(TokenKind::Client, &token, now());
        let claims = claims.expect("is good");
        assert_eq!(
            (claims.user_id, claims.client_id),
            (None, Some(ClientId(2)))
        );
        assert_eq!(claims.jti, Some(jti));
    }

    #[test]
    fn claims_that_are_missing_or_wrong_are_named() {
        use TokenError::{Expired, Invalid, NoExpiry, NoId, NoType, WrongType};
        let text = |text: &str| Value::String(text.to_owned());
        for (name, value, error) in [
            ("exp", Value::Null, NoExpiry),
            ("exp", 1_799_999_999.into(), Expired),
            ("exp", text("1800000600"), Invalid),
            ("exp", 1e300.into(), Invalid),
            ("iat", 1_800_000_001.into(), Invalid),
            ("nbf", 1_800_000_001.into(), Invalid),
            ("nbf", text("1"), Invalid),
            ("jti", Value::Null, NoId),
            ("token_type", Value::Null, NoType),
            ("token_type", text("refresh"), WrongType),
        ] {
            assert_eq!(
                verify(&[(name, value.clone())]),
                Err(error),
                "{name} {value}"
            );
        }
    }

    #[test]
    fn claims_that_do_not_matter_may_be_anything() {
        assert!(verify(&[("iat", Value::Null), ("is_staff", true.into())]).is_ok());
        let claims = verify(&[("jti", "of another service".into())]).expect("is good");
        assert_eq!(claims.jti, None);
    }

    #[test]
    fn a_user_id_is_a_number_or_its_text() {
        let user_id = |value: Value| verify(&[("user_id", value)]).expect("is good").user_id;
        assert_eq!(user_id("7".into()), Some(UserId(7)));
        assert_eq!(user_id(7.into()), Some(UserId(7)));
        assert_eq!(user_id("seven".into()), None);
        assert_eq!(user_id(serde_json::json!([7])), None);
    }

    #[test]
    fn other_algorithms_and_critical_headers_are_refused() {
        let signer = Signer::new(KEY);
        let claims = serde_json::json!({
            "token_type": "access", "exp": 1_800_000_600, "jti": "x", "user_id": "2",
        });
        let hs512 = sign(&Header::new(Algorithm::HS512), &claims);
        for token in [hs512.as_str(), "", "..", "a.b", "a.b.c.d", "e30.e30."] {
            let verified = signer.verify(TokenKind::Access, token, now());
            assert_eq!(verified, Err(TokenError::Invalid), "{token}");
        }
        assert!(has_critical_header(
            "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdfQ.e30.x"
        ));
    }
}
