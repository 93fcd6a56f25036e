//! An expiry as a form holds it: the last day (in UTC), or nothing for never.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use model::FieldErrors;
use service::Expiry;

const NO_DAY: &str = "Enter a day as YYYY-MM-DD, or leave it empty.";
const FORMAT: &str = "%Y-%m-%d";

/// The last day on which something with this expiry is good.
pub(crate) fn last_day(expires_at: Option<DateTime<Utc>>) -> String {
    expires_at
        .map(|at| (at - TimeDelta::microseconds(1)).date_naive())
        .map(|day| day.format(FORMAT).to_string())
        .unwrap_or_default()
}

/// The end of a day. One that is as `current` shows it changes nothing: that may be any
/// moment of the day.
pub(crate) fn parse(day: &str, current: Option<DateTime<Utc>>) -> Result<Expiry, FieldErrors> {
    if day == last_day(current) {
        return Ok(Expiry::Unchanged);
    }
    if day.is_empty() {
        return Ok(Expiry::Never);
    }
    // chrono takes shorter months and longer years, too.
    let is_plain = day.len() == "2027-01-31".len() && day.as_bytes()[4] == b'-';
    let parsed = NaiveDate::parse_from_str(day, FORMAT).ok();
    let next = parsed.filter(|_| is_plain).and_then(|day| day.succ_opt());
    let midnight = next.map(|day| day.and_time(NaiveTime::MIN).and_utc());
    midnight
        .map(Expiry::At)
        .ok_or_else(|| FieldErrors::of("expires_at", NO_DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn a_day_is_good_to_its_end() {
        let midnight = at("2027-02-01T00:00:00Z");
        assert_eq!(parse("2027-01-31", None), Ok(Expiry::At(midnight)));
        assert_eq!(last_day(Some(midnight)), "2027-01-31");
        assert_eq!(last_day(None), "");
        assert_eq!(parse("", Some(midnight)), Ok(Expiry::Never));
        assert_eq!(parse("", None), Ok(Expiry::Unchanged));
    }

    #[test]
    fn a_form_that_is_sent_back_as_it_was_changes_nothing() {
        let noon = Some(at("2027-01-31T12:00:00Z"));
        assert_eq!(last_day(noon), "2027-01-31");
        assert_eq!(parse("2027-01-31", noon), Ok(Expiry::Unchanged));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "tomorrow",
            "2027-02-30",
            "31.01.2027",
            "+12027-1-1",
            "2027-1-31",
        ] {
            assert_eq!(
                parse(text, None),
                Err(FieldErrors::of("expires_at", NO_DAY)),
                "{text}"
            );
        }
    }
}
