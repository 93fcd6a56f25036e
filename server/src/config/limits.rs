//! `[limits]`: how much, how many, how long.

use std::time::Duration;

use super::reader::Reader;

const SECTION: &str = "limits";
const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
pub(super) const GIB: u64 = 1024 * MIB;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of one dump.
    pub max_upload_bytes: u64,
    /// Free space below which uploads are refused.
    pub reserve_bytes: u64,
    /// Open connections; more wait to be accepted.
    pub max_connections: usize,
    /// How long a client may take to send its request's head.
    pub head_timeout: Duration,
    /// How long a client may send nothing of a body, or take nothing of an answer.
    pub idle_timeout: Duration,
    /// How long a stop waits for requests under way.
    pub shutdown_timeout: Duration,
}

impl Limits {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            max_upload_bytes: bytes(reader, SECTION, "max_upload_bytes", 16 * GIB),
            reserve_bytes: bytes(reader, SECTION, "reserve_bytes", 256 * MIB),
            max_connections: reader.value(
                SECTION,
                "max_connections",
                1024,
                "a whole number from 1 to 1000000",
                |text| {
                    text.parse()
                        .ok()
                        .filter(|count| (1..=1_000_000).contains(count))
                },
            ),
            head_timeout: seconds(reader, SECTION, "head_timeout_seconds", 30),
            idle_timeout: seconds(reader, SECTION, "idle_timeout_seconds", 60),
            shutdown_timeout: seconds(reader, SECTION, "shutdown_timeout_seconds", 30),
        }
    }
}

pub(super) fn bytes(reader: &mut Reader, section: &str, key: &str, default: u64) -> u64 {
    let allowed = "a number of bytes, such as 1048576, 500MiB or 16GiB";
    reader.value(section, key, default, allowed, parse_bytes)
}

fn parse_bytes(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = match text[digits.len()..].trim().to_lowercase().as_str() {
        "" | "b" => 1,
        "kib" => KIB,
        "mib" => MIB,
        "gib" => GIB,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

pub(super) fn seconds(reader: &mut Reader, section: &str, key: &str, default: u64) -> Duration {
    let allowed = "a whole number of seconds from 1 to 86400";
    Duration::from_secs(reader.value(section, key, default, allowed, |text| {
        text.parse()
            .ok()
            .filter(|count| (1..=86_400).contains(count))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_binary_units() {
        assert_eq!(parse_bytes("1048576"), Some(MIB));
        assert_eq!(parse_bytes("16 GiB"), Some(16 * GIB));
        assert_eq!(parse_bytes("500mib"), Some(500 * MIB));
        for text in ["", "GiB", "1.5GiB", "1GB", "-1", "99999999999GiB"] {
            assert_eq!(parse_bytes(text), None, "{text}");
        }
    }
}
