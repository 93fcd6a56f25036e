//! Spans of time.

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long ago something was, in its largest unit: `5 minutes ago`.
pub(crate) fn ago(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..10 => return "just now".to_owned(),
        10..MINUTE => (seconds, "second"),
        MINUTE..HOUR => (seconds / MINUTE, "minute"),
        HOUR..DAY => (seconds / HOUR, "hour"),
        _ => match seconds / DAY {
            1 => return "yesterday".to_owned(),
            days @ ..30 => (days, "day"),
            days @ 30..365 => (days / 30, "month"),
            days => (days / 365, "year"),
        },
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} ago")
}

/// How long something still takes: `2 min left`.
pub(crate) fn left(seconds: u64) -> String {
    match seconds {
        ..60 => format!("{seconds} s left"),
        60..3_600 => format!("{} min left", seconds.div_ceil(60)),
        _ => format!("{} h left", seconds.div_ceil(3_600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_rounded_up() {
        for (seconds, text) in [(59, "59 s left"), (61, "2 min left"), (3_601, "2 h left")] {
            assert_eq!(left(seconds), text);
        }
    }

    #[test]
    fn ages_are_told_in_their_largest_unit() {
        for (seconds, text) in [
            (-5, "just now"),
            (9, "just now"),
            (59, "59 seconds ago"),
            (60, "1 minute ago"),
            (3_599, "59 minutes ago"),
            (3_600, "1 hour ago"),
            (2 * HOUR, "2 hours ago"),
            (DAY, "yesterday"),
            (2 * DAY, "2 days ago"),
            (29 * DAY, "29 days ago"),
            (30 * DAY, "1 month ago"),
            (364 * DAY, "12 months ago"),
            (800 * DAY, "2 years ago"),
        ] {
            assert_eq!(ago(seconds), text);
        }
    }
}
