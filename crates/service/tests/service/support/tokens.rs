//! Tokens as the service that Crash Store replaces has signed them.

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use model::UserId;

use super::TestClock;

pub(crate) const SECRET_KEY: &[u8] = b"a secret key of the tests, long enough";

/// Good for five minutes.
pub(crate) fn access_token(user_id: UserId, clock: &TestClock) -> String {
    sign("access", user_id, clock, TimeDelta::minutes(5))
}

/// Good for a week.
pub(crate) fn refresh_token(user_id: UserId, clock: &TestClock) -> String {
    sign("refresh", user_id, clock, TimeDelta::days(7))
}

fn sign(kind: &str, user_id: UserId, clock: &TestClock, lifetime: TimeDelta) -> String {
    let claims = serde_json::json!({
        "token_type": kind,
        "exp": (clock.now() + lifetime).timestamp(),
        "iat": clock.now().timestamp(),
        "jti": "c841a58475c1438ab4a7bacdd86d2468",
        "user_id": user_id.to_string(),
    });
    let key = EncodingKey::from_secret(SECRET_KEY);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).expect("signs")
}
