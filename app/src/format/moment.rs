//! Moments, in seconds since 1970. Written by hand: chrono's formatter weighs more in the
//! browser than all other formatting together.

use chrono::{DateTime, Datelike, Timelike};

/// For people: `2026-11-22 06:46:36 UTC`.
pub(crate) fn utc(moment: i64) -> String {
    let (date, time) = parts(moment);
    format!("{date} {time} UTC")
}

/// For machines, as `<time datetime>` wants it: `2026-11-22T06:46:36Z`.
pub(crate) fn iso(moment: i64) -> String {
    let (date, time) = parts(moment);
    format!("{date}T{time}Z")
}

fn parts(moment: i64) -> (String, String) {
    // Nothing is uploaded outside of the 262,000 years that chrono knows.
    let moment = DateTime::from_timestamp_secs(moment).unwrap_or_default();
    (
        format!(
            "{:04}-{:02}-{:02}",
            moment.year(),
            moment.month(),
            moment.day()
        ),
        format!(
            "{:02}:{:02}:{:02}",
            moment.hour(),
            moment.minute(),
            moment.second()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_to_the_second() {
        let moment = 1_795_329_996;
        assert_eq!(utc(moment), "2026-11-22 06:46:36 UTC");
        assert_eq!(iso(moment), "2026-11-22T06:46:36Z");
    }
}
