//! What the URL of the list of crashes asks the service for. On the server alone.

use chrono::{DateTime, Utc};
use model::{
    FieldErrors, SignatureCursor, SignatureFilter, SignatureOrdering, SignatureQuery,
    SignatureState,
};

use super::dump_list_request::{BROKEN_LINK, parsed, period};
use crate::query::Parameters;

/// Rows on a page.
const LIMIT: u32 = 50;

/// Reads the parameters of a `ListQuery`. Without a state it is the open ones.
///
/// # Errors
/// Every parameter that means nothing, by its name.
pub(super) fn parse(query: &str, now: DateTime<Utc>) -> Result<SignatureQuery, FieldErrors> {
    let parameters = Parameters::parse(query);
    let get = |name: &str| parameters.get(name);
    let text = |name: &str| get(name).map(str::to_owned);
    let mut errors = FieldErrors::default();
    let mut broken = |name| errors.push(name, BROKEN_LINK);
    let ordering = parsed(get("order"), |text| text.parse().ok(), || broken("order"));
    let ordering: SignatureOrdering = ordering.unwrap_or_default();
    let state = get("state").or(Some("open"));
    let state = state.filter(|state| *state != "any");
    let state = parsed(state, |text| text.parse().ok(), || broken("state"));
    let first_seen = parsed(get("new"), period, || broken("new"));
    let last_seen = parsed(get("seen"), period, || broken("seen"));
    let is_of_list = |cursor: &SignatureCursor| cursor.ordering == ordering;
    let cursor = |text: &str| text.parse().ok().filter(is_of_list);
    let after = parsed(get("after"), cursor, || broken("after"));
    let query = SignatureQuery {
        filter: SignatureFilter {
            q: text("q"),
            state,
            product: text("product"),
            version: text("version"),
            platform: text("platform"),
            first_version: text("first_version"),
            first_seen_after: first_seen.map(|period| now - period),
            last_seen_after: last_seen.map(|period| now - period),
        },
        ordering,
        limit: LIMIT,
        after: after.map(|cursor| cursor.to_string()),
    };
    errors.into_result(query)
}

/// Asks whether there is any group.
pub(super) fn any() -> SignatureQuery {
    SignatureQuery {
        filter: SignatureFilter::default(),
        ordering: SignatureOrdering::default(),
        limit: 1,
        after: None,
    }
}

/// The open groups that were seen in the last seven days: those with most crashes.
pub(super) fn top(now: DateTime<Utc>, limit: u32) -> SignatureQuery {
    SignatureQuery {
        filter: SignatureFilter {
            state: Some(SignatureState::Open),
            last_seen_after: period("week").map(|week| now - week),
            ..SignatureFilter::default()
        },
        ordering: SignatureOrdering::CrashesDescending,
        limit,
        after: None,
    }
}

/// The open groups that were first seen in the last seven days, newest first.
pub(super) fn new(now: DateTime<Utc>, limit: u32) -> SignatureQuery {
    SignatureQuery {
        filter: SignatureFilter {
            state: Some(SignatureState::Open),
            first_seen_after: period("week").map(|week| now - week),
            ..SignatureFilter::default()
        },
        ordering: SignatureOrdering::FirstSeenDescending,
        limit,
        after: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T06:46:36Z".parse().expect("a moment")
    }

    fn parsed(query: &str) -> SignatureQuery {
        parse(query, now()).expect("is understood")
    }

    #[test]
    fn no_parameters_are_the_open_ones_last_seen_first() {
        let query = parsed("");
        let open = SignatureFilter {
            state: Some(SignatureState::Open),
            ..SignatureFilter::default()
        };
        assert_eq!(query.filter, open);
        assert_eq!(query.ordering, SignatureOrdering::LastSeenDescending);
        assert_eq!(parsed("state=any").filter, SignatureFilter::default());
    }

    #[test]
    fn every_filter_is_understood() {
        let query = parsed(
            "q=copy&product=Paint+3D&version=2.1&platform=Linux&first_version=2.0&state=resolved&new=week&seen=day&order=-crashes",
        );
        let day = |text: &str| Some(text.parse().expect("a moment"));
        let filter = SignatureFilter {
            q: Some("copy".to_owned()),
            state: Some(SignatureState::Resolved),
            product: Some("Paint 3D".to_owned()),
            version: Some("2.1".to_owned()),
            platform: Some("Linux".to_owned()),
            first_version: Some("2.0".to_owned()),
            first_seen_after: day("2026-11-15T06:46:36Z"),
            last_seen_after: day("2026-11-21T06:46:36Z"),
        };
        assert_eq!(query.filter, filter);
        assert_eq!(query.ordering, SignatureOrdering::CrashesDescending);
    }

    #[test]
    fn what_means_nothing_is_named() {
        for (query, field) in [
            ("order=best", "order"),
            ("state=odd", "state"),
            ("new=eon", "new"),
            ("seen=eon", "seen"),
            ("after=x", "after"),
        ] {
            let errors = parse(query, now()).expect_err("means nothing");
            assert_eq!(errors.field(field), [BROKEN_LINK], "{query}");
        }
    }

    #[test]
    fn a_cursor_of_another_order_is_a_broken_link() {
        let cursor = SignatureCursor {
            ordering: SignatureOrdering::Crashes,
            key: model::SortKey::Number(3),
            id: model::SignatureId(7),
        };
        let errors = parse(&format!("after={cursor}"), now()).expect_err("is of another order");
        assert_eq!(errors.field("after"), [BROKEN_LINK]);
        let query = parsed(&format!("order=crashes&after={cursor}"));
        assert_eq!(query.after, Some(cursor.to_string()));
    }

    #[test]
    fn links_of_the_start_page_lead_to_what_it_lists() {
        let top = SignatureQuery {
            limit: LIMIT,
            ..top(now(), 5)
        };
        assert_eq!(parsed("seen=week&order=-crashes"), top);
        let new = SignatureQuery {
            limit: LIMIT,
            ..new(now(), 5)
        };
        assert_eq!(parsed("new=week&order=-first_seen"), new);
    }
}
