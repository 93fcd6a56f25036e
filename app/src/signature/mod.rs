//! What pages say of a group of crashes, made from the numbers of the service. On the server
//! alone.

mod shares;
mod sparkline;
mod top;
mod trial;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use model::{Actor, Share, SignatureDetails, SignatureState, SignatureSummary};

use crate::api::{self, CrashGroup, Standing};
use crate::chart::{Chart, Series};

pub(crate) use top::{list as top_list, new_in_version};
pub(crate) use trial::describe as describe_trial;

/// How many values a row of a list names.
const MAX_NAMED: usize = 2;
/// Days of the chart: at least so many, and at most.
const MIN_DAYS: u64 = 30;
const MAX_DAYS: u64 = 90;

pub(crate) fn group(summary: &SignatureSummary) -> CrashGroup {
    CrashGroup {
        id: summary.id,
        signature: summary.signature.clone(),
        crashes: summary.crashes,
        versions: named(&summary.versions),
        platforms: named(&summary.platforms),
        first_seen: summary.first_seen.timestamp(),
        last_seen: summary.last_seen.timestamp(),
        first_version: summary.first_version.clone(),
        standing: standing(summary),
        sparkline: sparkline::draw(&summary.trend),
    }
}

/// How the crashes of a group are spread, as HTML.
pub(crate) fn spread(details: &SignatureDetails) -> String {
    shares::draw(details)
}

/// The crashes of each of the last days, as HTML.
pub(crate) fn days(details: &SignatureDetails, today: NaiveDate) -> String {
    let days: BTreeMap<_, _> = details
        .days
        .iter()
        .map(|entry| (entry.day, entry.crashes))
        .collect();
    let first = days.keys().next().copied().unwrap_or(today);
    let chart = Chart {
        name: "Crashes by day",
        units: ("crash", "crashes"),
        first_day: first.clamp(
            today - Days::new(MAX_DAYS - 1),
            today - Days::new(MIN_DAYS - 1),
        ),
        last_day: today,
        series: vec![Series {
            name: None,
            class: "series-1".to_owned(),
            days,
        }],
    };
    chart.draw()
}

fn standing(summary: &SignatureSummary) -> Standing {
    let named = |verb: &str, version: Option<&str>| match version {
        Some(version) if !version.is_empty() => format!("{verb} in {version}"),
        _ => verb.to_owned(),
    };
    let regressed_in = summary.regressed_in.as_deref();
    let is_back = summary.state == SignatureState::Open && regressed_in.is_some();
    let text = match summary.state {
        SignatureState::Open if is_back => named("Came back", regressed_in),
        SignatureState::Open => "Open".to_owned(),
        SignatureState::Resolved => named("Resolved", summary.resolved_in.as_deref()),
        SignatureState::Ignored => "Ignored".to_owned(),
    };
    Standing {
        state: summary.state,
        text,
        is_back,
    }
}

/// Who has decided it.
pub(crate) fn decider(actor: Actor) -> String {
    match actor {
        Actor::Server => "a new crash".to_owned(),
        actor => api::actor_name(actor),
    }
}

/// `2.1, 2.0, …`
fn named(shares: &[Share]) -> String {
    let values = shares.iter().filter_map(|share| share.value.as_deref());
    let mut values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
    if values.len() > MAX_NAMED {
        values.truncate(MAX_NAMED);
        values.push("…");
    }
    values.join(", ")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use model::{DayOfCrashes, SignatureId};

    use super::*;

    pub(super) fn summary() -> SignatureSummary {
        let share = |value: Option<&str>, crashes| Share {
            value: value.map(str::to_owned),
            crashes,
        };
        SignatureSummary {
            id: SignatureId(12),
            signature: "abort | <copy_field>".to_owned(),
            crashes: 2_000,
            first_seen: DateTime::UNIX_EPOCH,
            last_seen: DateTime::UNIX_EPOCH,
            first_version: Some("2.0".to_owned()),
            state: SignatureState::Open,
            resolved_in: None,
            regressed_in: None,
            state_changed_at: None,
            state_changed_by: None,
            note: String::new(),
            versions: vec![
                share(Some("2.1 <b>"), 1_500),
                share(Some("2.0"), 300),
                share(None, 100),
            ],
            platforms: vec![share(Some("Linux"), 2_000)],
            trend: vec![0, 3],
        }
    }

    pub(super) fn details() -> SignatureDetails {
        SignatureDetails {
            summary: summary(),
            products: Vec::new(),
            modules: Vec::new(),
            labels: Vec::new(),
            days: Vec::new(),
        }
    }

    #[test]
    fn a_row_names_the_most_frequent_versions() {
        assert_eq!(group(&summary()).versions, "2.1 <b>, 2.0");
        let mut more = summary().versions;
        more[2].value = Some("1.9".to_owned());
        assert_eq!(named(&more), "2.1 <b>, 2.0, …");
        assert_eq!(named(&[]), "");
    }

    #[test]
    fn a_state_is_told_in_words() {
        let of = |state, resolved_in: Option<&str>, regressed_in: Option<&str>| {
            let standing = standing(&SignatureSummary {
                state,
                resolved_in: resolved_in.map(str::to_owned),
                regressed_in: regressed_in.map(str::to_owned),
                ..summary()
            });
            (standing.text, standing.is_back)
        };
        let told = |text: &str, is_back| (text.to_owned(), is_back);
        assert_eq!(of(SignatureState::Open, None, None), told("Open", false));
        let back = of(SignatureState::Open, None, Some("2.1"));
        assert_eq!(back, told("Came back in 2.1", true));
        let back = of(SignatureState::Open, None, Some(""));
        assert_eq!(back, told("Came back", true));
        let resolved = of(SignatureState::Resolved, Some("2.0"), None);
        assert_eq!(resolved, told("Resolved in 2.0", false));
        let resolved = of(SignatureState::Resolved, None, None);
        assert_eq!(resolved, told("Resolved", false));
        let ignored = of(SignatureState::Ignored, None, Some("2.1"));
        assert_eq!(ignored, told("Ignored", false));
    }

    #[test]
    fn the_chart_is_as_long_as_the_crashes_need() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let of = |ago: u64| {
            let mut details = details();
            details.days.push(DayOfCrashes {
                day: today - Days::new(ago),
                crashes: 4,
            });
            days(&details, today)
        };
        let width = |days: u64| format!("viewBox=\"0 0 {} 160\"", days * 20);
        assert!(of(3).contains(&width(30)));
        assert!(of(40).contains(&width(41)));
        assert!(of(400).contains(&width(90)));
        assert!(days(&details(), today).contains(&width(30)));
    }
}
