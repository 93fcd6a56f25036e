//! What the start page says, made from the sums of the service. On the server alone.

mod labels;
mod uploads;

use chrono::{NaiveDate, TimeDelta};
use leptos::prelude::*;
use model::{DayOfUploads, DumpId};

use self::labels::LabelTrend;
use crate::api::{Dump, Overview};
use crate::clock::Clock;
use crate::components::DumpTable;

const WEEK: TimeDelta = TimeDelta::days(7);

/// All but what the numbers do not tell: the latest dumps and crashes.
pub(crate) fn describe(overview: &model::Overview) -> Overview {
    let (days, today) = (&overview.days, overview.today);
    Overview {
        dumps: overview.total.dumps,
        newest: DumpId(0),
        bytes: overview.stored_bytes,
        free_bytes: overview.free_bytes,
        today: sum(days.iter().filter(|entry| entry.day == today)),
        last_week: sum(days.iter().filter(|entry| is_of_week(entry.day, today))),
        chart: uploads::chart(overview).draw(),
        labels: labels::table(trends(days, today)),
        latest: String::new(),
        top_crashes: None,
        new_crashes: None,
        new_in_version: None,
    }
}

/// The newest dumps, as HTML: their ages are those of `now`, in seconds since 1970.
pub(crate) fn draw_latest(dumps: Vec<Dump>, now: i64) -> String {
    Owner::new().with(|| {
        Clock::provide(now);
        view! { <DumpTable dumps /> }.to_html()
    })
}

/// Whether a day is one of the seven that end with `last`.
fn is_of_week(day: NaiveDate, last: NaiveDate) -> bool {
    last - WEEK < day && day <= last
}

fn sum<'a>(days: impl Iterator<Item = &'a DayOfUploads>) -> u64 {
    days.map(|entry| entry.amount.dumps).sum()
}

/// The labels that have entries of their own, most frequent first.
fn frequent_labels(days: &[DayOfUploads]) -> Vec<&str> {
    let mut labels: Vec<&str> = days
        .iter()
        .filter_map(|entry| entry.label.as_deref())
        .collect();
    labels.sort_unstable();
    labels.dedup();
    labels.sort_by_key(|label| std::cmp::Reverse(sum(of_label(days, label))));
    labels
}

fn of_label<'a>(
    days: &'a [DayOfUploads],
    label: &'a str,
) -> impl Iterator<Item = &'a DayOfUploads> {
    days.iter()
        .filter(move |entry| entry.label.as_deref() == Some(label))
}

fn trends(days: &[DayOfUploads], today: NaiveDate) -> Vec<LabelTrend> {
    let trend = |label: &str| LabelTrend {
        label: label.to_owned(),
        last_month: sum(of_label(days, label)),
        last_week: sum(of_label(days, label).filter(|entry| is_of_week(entry.day, today))),
        week_before: sum(of_label(days, label).filter(|entry| is_of_week(entry.day, today - WEEK))),
    };
    frequent_labels(days).into_iter().map(trend).collect()
}

#[cfg(test)]
mod tests {
    use model::Amount;

    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");

    fn entry(days_ago: i64, label: Option<&str>, dumps: u64) -> DayOfUploads {
        DayOfUploads {
            day: TODAY - TimeDelta::days(days_ago),
            label: label.map(str::to_owned),
            amount: Amount {
                dumps,
                bytes: dumps * 10,
            },
        }
    }

    #[test]
    fn weeks_are_of_seven_days_and_the_last_ends_today() {
        let days = [
            entry(14, Some("a"), 1),
            entry(13, Some("a"), 2),
            entry(7, Some("a"), 4),
            entry(6, Some("a"), 8),
            entry(6, Some("b"), 100),
            entry(0, Some("a"), 16),
            entry(0, None, 1_000),
        ];
        let trend = |label: &str, last_month, last_week, week_before| LabelTrend {
            label: label.to_owned(),
            last_month,
            last_week,
            week_before,
        };
        let expected = [trend("b", 100, 100, 0), trend("a", 31, 24, 6)];
        assert_eq!(trends(&days, TODAY), expected);
    }
}
