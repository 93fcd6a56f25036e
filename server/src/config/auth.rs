//! `[auth]`: tokens, registration, guessing.

use std::time::Duration;

use super::reader::Reader;

const SECTION: &str = "auth";
const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    pub access_token: Duration,
    pub refresh_token: Duration,
    pub client_token: Duration,
    pub allow_registration: bool,
    pub anonymous_upload: bool,
    /// 0 is no limit.
    pub login_attempts_per_minute: u32,
}

impl Auth {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            access_token: duration(reader, "access_token_minutes", 15, MINUTE),
            refresh_token: duration(reader, "refresh_token_days", 7, DAY),
            client_token: duration(reader, "client_token_minutes", 5, MINUTE),
            allow_registration: reader.boolean(SECTION, "allow_registration", true),
            anonymous_upload: reader.boolean(SECTION, "anonymous_upload", true),
            login_attempts_per_minute: reader.value(
                SECTION,
                "login_attempts_per_minute",
                20,
                "a whole number; 0 is no limit",
                |text| text.parse().ok(),
            ),
        }
    }
}

fn duration(reader: &mut Reader, key: &str, default: u64, unit_seconds: u64) -> Duration {
    /// Longer than anybody wants, and far from the end of the calendar.
    const MAX: u64 = 100_000;
    let count = reader.value(
        SECTION,
        key,
        default,
        "a whole number from 1 to 100000",
        |text| text.parse().ok().filter(|count| (1..=MAX).contains(count)),
    );
    Duration::from_secs(count * unit_seconds)
}
