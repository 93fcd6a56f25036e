//! What the start page says, made from the sums of the service. On the server alone.

mod labels;
mod uploads;

use chrono::{NaiveDate, TimeDelta};
use leptos::prelude::*;
use model::{DayOfUploads, NewSignatures, SignatureSummary};

use self::labels::LabelTrend;
use crate::api::Dump;
use crate::components::{DumpTable, Figures, FirstDump};
use crate::draw::draw;
use crate::signature;

const WEEK: TimeDelta = TimeDelta::days(7);

/// What has come in.
pub(crate) struct Arrivals {
    pub(crate) statistics: model::Overview,
    pub(crate) top_crashes: Vec<SignatureSummary>,
    pub(crate) new_in_version: NewSignatures,
    pub(crate) new_crashes: Vec<SignatureSummary>,
    pub(crate) latest: Vec<Dump>,
}

impl Arrivals {
    pub(crate) fn is_empty(&self) -> bool {
        self.statistics.total.dumps == 0
    }

    /// All of it, as HTML.
    pub(crate) fn draw(self) -> String {
        if self.is_empty() {
            return draw(FirstDump);
        }
        draw(|| view! { <div class="overview">{self.view()}</div> })
    }

    fn view(self) -> impl IntoView {
        let statistics = self.statistics;
        let (days, today) = (&statistics.days, statistics.today);
        let this_week = days.iter().filter(|entry| is_of_week(entry.day, today));
        view! {
            <Figures
                today=sum(days.iter().filter(|entry| entry.day == today))
                last_week=sum(this_week)
                dumps=statistics.total.dumps
                bytes=statistics.stored_bytes
                free_bytes=statistics.free_bytes
            />
            <section class="panel">
                <h2>"Uploads of the last 30 days"</h2>
                <div inner_html=uploads::chart(&statistics).draw()></div>
            </section>
            {crashes(
                "Top crashes",
                "Open, and seen in the last 7 days.",
                Some("/crashes?seen=week&order=-crashes"),
                signature::top_list("Top crashes", &self.top_crashes),
            )}
            {crashes(
                "New in the newest version",
                "Open, and first seen in the newest version of:",
                None,
                signature::new_in_version(&self.new_in_version),
            )}
            {crashes(
                "New crashes",
                "Open, and first seen in the last 7 days.",
                Some("/crashes?new=week&order=-first_seen"),
                signature::top_list("New crashes", &self.new_crashes),
            )}
            {labels::table(trends(days, today))
                .map(|html| {
                    view! {
                        <section class="panel">
                            <h2>"Labels"</h2>
                            <div class="trends" inner_html=html></div>
                        </section>
                    }
                })}
            <section class="overview__latest">
                <header class="page__header">
                    <h2>"Latest dumps"</h2>
                    <a href="/dumps">"All dumps"</a>
                </header>
                <DumpTable dumps=self.latest />
            </section>
        }
    }
}

/// Groups of crashes, if there are any, and where the others are.
fn crashes(
    title: &'static str,
    which: &'static str,
    all: Option<&'static str>,
    html: Option<String>,
) -> Option<impl IntoView> {
    let all = all.map(|all| {
        let name = format!("All {}", title.to_lowercase());
        view! {
            <a href=all aria-label=name>
                "All"
            </a>
        }
    });
    html.map(|html| {
        view! {
            <section class="panel">
                <header class="page__header">
                    <h2>{title}</h2>
                    {all}
                </header>
                <p>{which}</p>
                <div class="trends" inner_html=html></div>
            </section>
        }
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
