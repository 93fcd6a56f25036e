//! Counts by day, as an SVG with a table beside it. On the server alone.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;

use crate::format::with_separators;

const BAR_WIDTH: u64 = 14;
const BAR_STEP: u64 = 20;
const HEIGHT: u64 = 160;

pub(crate) struct Chart<'a> {
    /// What is counted, for people: `Uploads by day`.
    pub(crate) name: &'static str,
    /// One of what is counted, and several.
    pub(crate) units: (&'static str, &'static str),
    pub(crate) first_day: NaiveDate,
    pub(crate) last_day: NaiveDate,
    /// From the bottom of a bar to its top.
    pub(crate) series: Vec<Series<'a>>,
}

/// What one colour stands for.
pub(crate) struct Series<'a> {
    /// `None` where there is no other.
    pub(crate) name: Option<&'a str>,
    pub(crate) class: String,
    pub(crate) days: BTreeMap<NaiveDate, u64>,
}

impl Series<'_> {
    fn count(&self, day: NaiveDate) -> u64 {
        self.days.get(&day).copied().unwrap_or(0)
    }
}

impl Chart<'_> {
    /// The chart as HTML.
    pub(crate) fn draw(&self) -> String {
        let days: Vec<NaiveDate> = self
            .first_day
            .iter_days()
            .take_while(|day| *day <= self.last_day)
            .collect();
        let highest = days.iter().map(|day| self.count(*day)).max().unwrap_or(0);
        let top = round_up(highest);
        let width = days.len() as u64 * BAR_STEP;
        let bars = days
            .iter()
            .enumerate()
            .filter(|(_, day)| self.count(**day) > 0)
            .map(|(index, day)| self.bar(index as u64 * BAR_STEP, *day, top))
            .collect_view();
        let middle = self
            .first_day
            .checked_add_days(Days::new(days.len() as u64 / 2));
        let ticks = [Some(self.first_day), middle, Some(self.last_day)];
        view! {
            <figure class="chart">
                <div class="chart__plot">
                    <div class="chart__scale" aria-hidden="true">
                        <span>{with_separators(top)}</span>
                        <span>{with_separators(top / 2)}</span>
                        <span>"0"</span>
                    </div>
                    <svg
                        class="chart__bars"
                        viewBox=format!("0 0 {width} {HEIGHT}")
                        preserveAspectRatio="none"
                        role="group"
                        aria-label=self.name
                    >
                        {bars}
                    </svg>
                    <div class="chart__days" aria-hidden="true">
                        {ticks
                            .into_iter()
                            .flatten()
                            .map(|day| view! { <span>{day.format("%-d %b").to_string()}</span> })
                            .collect_view()}
                    </div>
                </div>
                {self.legend()}
                {self.table(&days)}
            </figure>
        }
        .to_html()
    }

    fn count(&self, day: NaiveDate) -> u64 {
        self.series.iter().map(|series| series.count(day)).sum()
    }

    fn legend(&self) -> Option<impl IntoView + use<>> {
        let key = |series: &Series<'_>| {
            let name = series.name?.to_owned();
            let class = format!("chart__key {}", series.class);
            Some(view! { <span class=class>{name}</span> })
        };
        let keys: Vec<_> = self.series.iter().filter_map(key).collect();
        (!keys.is_empty()).then(|| view! { <figcaption class="chart__legend">{keys}</figcaption> })
    }

    fn bar(&self, left: u64, day: NaiveDate, top: u64) -> impl IntoView + use<> {
        let mut text = String::new();
        let mut bottom = HEIGHT;
        let mut parts = Vec::new();
        for series in &self.series {
            let count = series.count(day);
            if count == 0 {
                continue;
            }
            // One among thousands is still seen.
            let height = (count * HEIGHT / top).max(1);
            bottom = bottom.saturating_sub(height);
            if let Some(name) = series.name {
                // Writing into a text cannot fail.
                let _ = write!(text, ", {name}: {count}");
            }
            parts.push(view! {
                <rect
                    class=series.class.clone()
                    x=left.to_string()
                    y=bottom.to_string()
                    width=BAR_WIDTH.to_string()
                    height=height.to_string()
                />
            });
        }
        let total = self.count(day);
        let (one, several) = self.units;
        let unit = if total == 1 { one } else { several };
        let text = format!("{}: {total} {unit}{text}", day.format("%-d %B %Y"));
        view! {
            <g class="chart__bar" tabindex="0" role="img" aria-label=text.clone()>
                <title>{text.clone()}</title>
                <rect
                    class="chart__hit"
                    x=left.to_string()
                    y="0"
                    width=BAR_WIDTH.to_string()
                    height=HEIGHT.to_string()
                />
                {parts}
            </g>
        }
    }

    fn table(&self, days: &[NaiveDate]) -> impl IntoView + use<> {
        let heads = self
            .series
            .iter()
            .map(|series| {
                let name = series.name.unwrap_or(self.units.1).to_owned();
                view! { <th scope="col">{name}</th> }
            })
            .collect_view();
        let rows = days
            .iter()
            .rev()
            .filter(|day| self.count(**day) > 0)
            .map(|day| {
                let cells = self
                    .series
                    .iter()
                    .map(|series| view! { <td>{with_separators(series.count(*day))}</td> })
                    .collect_view();
                view! {
                    <tr>
                        <th scope="row">{day.format("%Y-%m-%d").to_string()}</th>
                        {cells}
                    </tr>
                }
            })
            .collect_view();
        view! {
            <details class="chart__table">
                <summary>"Show as a table"</summary>
                <table>
                    <caption class="visually-hidden">{format!("{} (UTC)", self.name)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Day (UTC)"</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        }
    }
}

/// The next even number of at most two digits that are not zero, so that the scale has
/// numbers that people read at a glance.
fn round_up(number: u64) -> u64 {
    let mut step = 2;
    while number > step * 50 {
        step *= 10;
    }
    number.div_ceil(step).max(1) * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_even_number() {
        for (number, rounded) in [
            (0, 2),
            (1, 2),
            (3, 4),
            (99, 100),
            (101, 120),
            (1_234, 1_400),
            (98_765, 100_000),
        ] {
            assert_eq!(round_up(number), rounded);
        }
    }

    fn chart(name: Option<&str>) -> String {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let series = Series {
            name,
            class: "series-1".to_owned(),
            days: BTreeMap::from([(today, 3)]),
        };
        let chart = Chart {
            name: "Uploads by day",
            units: ("dump", "dumps"),
            first_day: today - Days::new(29),
            last_day: today,
            series: vec![series],
        };
        chart.draw()
    }

    #[test]
    fn names_are_text_and_never_markup() {
        let chart = chart(Some("\"><script>alert(1)</script>"));
        assert!(!chart.contains("<script"), "{chart}");
        assert!(chart.contains("22 November 2026: 3 dumps, "), "{chart}");
    }

    #[test]
    fn a_series_alone_needs_no_name() {
        let chart = chart(None);
        assert!(chart.contains("22 November 2026: 3 dumps\""), "{chart}");
        assert!(!chart.contains("chart__legend"), "{chart}");
    }
}
