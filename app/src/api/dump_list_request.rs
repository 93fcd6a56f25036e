//! What the URL of the list asks the service for. On the server alone.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use model::{DumpCursor, DumpFilter, DumpOrdering, DumpQuery, FieldErrors};

use crate::query::Parameters;

/// Rows on a page.
const LIMIT: u32 = 50;
const NEWEST_FIRST: DumpOrdering = DumpOrdering::IdDescending;
const BYTES_IN_MIB: f64 = 1024.0 * 1024.0;

pub(super) const BROKEN_LINK: &str = "This link to a page of the list is broken.";
const DAY: &str = "Days are written as 2026-01-31.";
const SIZE: &str = "Sizes are numbers of MiB, such as 1.5.";

/// Reads the parameters of a `ListQuery`.
///
/// # Errors
/// Every parameter that means nothing, by its name.
pub(super) fn parse(query: &str, now: DateTime<Utc>) -> Result<DumpQuery, FieldErrors> {
    let parameters = Parameters::parse(query);
    let get = |name: &str| parameters.get(name);
    let mut errors = FieldErrors::default();
    let ordering = match get("order").map(str::parse) {
        None => NEWEST_FIRST,
        Some(Ok(ordering)) => ordering,
        Some(Err(_)) => {
            errors.push("order", BROKEN_LINK);
            DumpOrdering::default()
        }
    };
    let after: Option<DumpCursor> = parsed(
        get("after"),
        |text| text.parse().ok(),
        || {
            errors.push("after", BROKEN_LINK);
        },
    );
    if after
        .as_ref()
        .is_some_and(|after| after.ordering != ordering)
    {
        errors.push("after", BROKEN_LINK);
    }
    let text = |name: &str| get(name).map(str::to_owned);
    let mut filter = DumpFilter {
        label: text("label"),
        q: text("q"),
        product: text("product"),
        version: text("version"),
        platform: text("platform"),
        module: text("module"),
        ..DumpFilter::default()
    };
    filter.signature = parsed(
        get("signature"),
        |text| text.parse().ok(),
        || errors.push("signature", BROKEN_LINK),
    );
    filter.state = parsed(
        get("state"),
        |text| text.parse().ok(),
        || errors.push("state", BROKEN_LINK),
    );
    filter.archived = parsed(get("archived"), archived, || {
        errors.push("archived", BROKEN_LINK);
    });
    let period = parsed(get("period"), period, || errors.push("period", BROKEN_LINK));
    let from = parsed(get("from"), day, || errors.push("from", DAY));
    // The day itself, too.
    let to = parsed(get("to"), day, || errors.push("to", DAY)).map(|to| to + TimeDelta::days(1));
    // The later of the two bounds.
    filter.uploaded_after = from.max(period.map(|period| now - period));
    filter.uploaded_before = to;
    filter.min_size = parsed(get("min"), bytes, || errors.push("min", SIZE));
    filter.max_size = parsed(get("max"), bytes, || errors.push("max", SIZE));
    errors.into_result(DumpQuery {
        filter,
        ordering,
        limit: LIMIT,
        after,
    })
}

/// As [`parse`]; all dumps for what means nothing: a link to a dump may carry parameters of
/// somebody else's.
pub(super) fn parse_or_all(query: &str, now: DateTime<Utc>) -> DumpQuery {
    parse(query, now).unwrap_or(DumpQuery {
        filter: DumpFilter::default(),
        ordering: NEWEST_FIRST,
        limit: LIMIT,
        after: None,
    })
}

pub(super) fn parsed<T>(
    text: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
    complain: impl FnOnce(),
) -> Option<T> {
    let parsed = parse(text?);
    if parsed.is_none() {
        complain();
    }
    parsed
}

fn archived(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

pub(super) fn period(text: &str) -> Option<TimeDelta> {
    match text {
        "hour" => Some(TimeDelta::hours(1)),
        "day" => Some(TimeDelta::days(1)),
        "week" => Some(TimeDelta::days(7)),
        "month" => Some(TimeDelta::days(30)),
        _ => None,
    }
}

/// The beginning of a day, in UTC.
fn day(text: &str) -> Option<DateTime<Utc>> {
    let day: NaiveDate = text.parse().ok()?;
    // Beyond these years days cannot be counted on with.
    let is_near = (1..=9999).contains(&chrono::Datelike::year(&day));
    is_near.then(|| day.and_time(NaiveTime::MIN).and_utc())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is no size is refused before; the conversion saturates"
)]
fn bytes(mib: &str) -> Option<u64> {
    let mib: f64 = mib.replace(',', ".").parse().ok()?;
    (mib.is_finite() && mib >= 0.0).then_some((mib * BYTES_IN_MIB) as u64)
}

#[cfg(test)]
mod tests {
    use model::{SignatureId, SignatureKey, SignatureState};

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T06:46:36Z".parse().expect("a moment")
    }

    fn filter(query: &str) -> DumpFilter {
        parse(query, now()).expect("is understood").filter
    }

    #[test]
    fn no_parameters_are_all_dumps_newest_first() {
        let query = parse("", now()).expect("is understood");
        assert_eq!(query.filter, DumpFilter::default());
        assert_eq!(query.ordering, DumpOrdering::IdDescending);
    }

    #[test]
    fn texts_are_unescaped() {
        let filter = filter("q=a%26b+c&label=v1.2%2F%C3%A4&product=Paint+3D&version=1&platform=");
        assert_eq!(filter.q.as_deref(), Some("a&b c"));
        assert_eq!(filter.label.as_deref(), Some("v1.2/ä"));
        assert_eq!(filter.product.as_deref(), Some("Paint 3D"));
        assert_eq!(filter.version.as_deref(), Some("1"));
        assert_eq!(filter.platform, None);
    }

    #[test]
    fn a_group_of_crashes_is_named_by_its_number_or_its_text() {
        let signature = |query| filter(query).signature;
        assert_eq!(signature("signature=12"), Some(SignatureId(12).into()));
        let text = SignatureKey::Text("abort | parse".to_owned());
        assert_eq!(signature("signature=abort+%7C+parse"), Some(text));
        assert_eq!(signature("signature="), None);
        let module = filter("signature=12&module=libc.so.6").module;
        assert_eq!(module.as_deref(), Some("libc.so.6"));
    }

    #[test]
    fn crashes_are_in_a_state() {
        let state = |query| filter(query).state;
        assert_eq!(state("state=ignored"), Some(SignatureState::Ignored));
        assert_eq!(state("state="), None);
    }

    #[test]
    fn periods_and_days_bound_the_time() {
        let day = |text: &str| Some(text.parse::<DateTime<Utc>>().expect("a moment"));
        let week = filter("period=week");
        assert_eq!(week.uploaded_after, day("2026-11-15T06:46:36Z"));
        let days = filter("from=2026-11-01&to=2026-11-02");
        assert_eq!(days.uploaded_after, day("2026-11-01T00:00:00Z"));
        assert_eq!(days.uploaded_before, day("2026-11-03T00:00:00Z"));
        let both = filter("from=2026-11-01&period=day");
        assert_eq!(both.uploaded_after, day("2026-11-21T06:46:36Z"));
    }

    #[test]
    fn sizes_are_told_in_mib() {
        let filter = filter("min=0.5&max=1,5");
        assert_eq!(filter.min_size, Some(512 * 1024));
        assert_eq!(filter.max_size, Some(1536 * 1024));
    }

    #[test]
    fn what_means_nothing_is_named() {
        for (query, field) in [
            ("order=best", "order"),
            ("after=x", "after"),
            ("archived=maybe", "archived"),
            ("state=closed", "state"),
            ("period=eon", "period"),
            ("from=yesterday", "from"),
            ("to=262142-12-31", "to"),
            ("min=-1", "min"),
            ("max=NaN", "max"),
        ] {
            let errors = parse(query, now()).expect_err("means nothing");
            assert!(!errors.field(field).is_empty(), "{query}: {errors:?}");
        }
    }

    #[test]
    fn a_cursor_of_another_order_is_a_broken_link() {
        let cursor = DumpCursor::behind_id(model::DumpId(3), DumpOrdering::IdAscending);
        let errors = parse(&format!("after={cursor}"), now()).expect_err("is of another order");
        assert_eq!(errors.field("after"), [BROKEN_LINK]);
        assert!(parse(&format!("order=id&after={cursor}"), now()).is_ok());
    }
}
