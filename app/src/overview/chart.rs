//! Uploads by day, stacked by label, as an SVG with a table beside it.

use std::fmt::Write;

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;
use model::{DayOfUploads, Overview};

use super::{labels, of_label, sum};
use crate::format::with_separators;

const BAR_WIDTH: u64 = 14;
const BAR_STEP: u64 = 20;
const HEIGHT: u64 = 160;
const UNLABELLED: &str = "no label";
const OTHERS: &str = "other labels";

/// What one colour stands for.
struct Series<'a> {
    /// `None`: all labels that have no colour of their own.
    label: Option<&'a str>,
    name: &'a str,
    class: String,
}

pub(super) fn draw(overview: &Overview) -> String {
    let series = series(&overview.days);
    let days: Vec<NaiveDate> = overview
        .first_day
        .iter_days()
        .take_while(|day| *day <= overview.today)
        .collect();
    let of_day = |day: NaiveDate| overview.days.iter().filter(move |entry| entry.day == day);
    let highest = days.iter().map(|day| sum(of_day(*day))).max().unwrap_or(0);
    let top = round_up(highest);
    let width = days.len() as u64 * BAR_STEP;
    let bars = days
        .iter()
        .enumerate()
        .filter(|(_, day)| of_day(**day).next().is_some())
        .map(|(index, day)| bar(index as u64 * BAR_STEP, *day, &overview.days, &series, top))
        .collect_view();
    let middle = overview
        .first_day
        .checked_add_days(Days::new(days.len() as u64 / 2));
    let ticks = [Some(overview.first_day), middle, Some(overview.today)];
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
                    aria-label="Uploads by day"
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
            <figcaption class="chart__legend">
                {series
                    .iter()
                    .map(|series| {
                        view! {
                            <span class=format!(
                                "chart__key {}",
                                series.class,
                            )>{series.name.to_owned()}</span>
                        }
                    })
                    .collect_view()}
            </figcaption>
            {table(&days, &overview.days, &series)}
        </figure>
    }
    .to_html()
}

fn series(days: &[DayOfUploads]) -> Vec<Series<'_>> {
    let named = labels(days)
        .into_iter()
        .enumerate()
        .map(|(index, label)| Series {
            label: Some(label),
            name: if label.is_empty() { UNLABELLED } else { label },
            class: format!("series-{}", index + 1),
        });
    let others = days
        .iter()
        .any(|entry| entry.label.is_none())
        .then(|| Series {
            label: None,
            name: OTHERS,
            class: "series-others".to_owned(),
        });
    named.chain(others).collect()
}

/// Dumps of a series on a day.
fn count(days: &[DayOfUploads], day: NaiveDate, series: &Series<'_>) -> u64 {
    let is_of_day = |entry: &&DayOfUploads| entry.day == day;
    match series.label {
        Some(label) => sum(of_label(days, label).filter(is_of_day)),
        None => sum(days
            .iter()
            .filter(|entry| entry.label.is_none())
            .filter(is_of_day)),
    }
}

fn bar(
    left: u64,
    day: NaiveDate,
    days: &[DayOfUploads],
    series: &[Series<'_>],
    top: u64,
) -> impl IntoView + use<> {
    let mut text = String::new();
    let mut bottom = HEIGHT;
    let mut parts = Vec::new();
    let mut total = 0;
    for series in series {
        let dumps = count(days, day, series);
        if dumps == 0 {
            continue;
        }
        total += dumps;
        // One dump among thousands is still seen.
        let height = (dumps * HEIGHT / top).max(1);
        bottom = bottom.saturating_sub(height);
        // Writing into a text cannot fail.
        let _ = write!(text, ", {}: {dumps}", series.name);
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
    let unit = if total == 1 { "dump" } else { "dumps" };
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

fn table(
    days: &[NaiveDate],
    entries: &[DayOfUploads],
    series: &[Series<'_>],
) -> impl IntoView + use<> {
    let heads = series
        .iter()
        .map(|series| view! { <th scope="col">{series.name.to_owned()}</th> })
        .collect_view();
    let rows = days
        .iter()
        .rev()
        .filter(|day| entries.iter().any(|entry| entry.day == **day))
        .map(|day| {
            let cells = series
                .iter()
                .map(|series| view! { <td>{with_separators(count(entries, *day, series))}</td> })
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
                <caption class="visually-hidden">"Uploads by day (UTC)"</caption>
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
    use chrono::TimeDelta;
    use model::Amount;

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

    #[test]
    fn labels_are_text_and_never_markup() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let overview = Overview {
            total: Amount::default(),
            stored_bytes: 0,
            free_bytes: 0,
            first_day: today - TimeDelta::days(29),
            today,
            days: vec![DayOfUploads {
                day: today,
                label: Some("\"><script>alert(1)</script>".to_owned()),
                amount: Amount { dumps: 3, bytes: 9 },
            }],
        };
        let chart = draw(&overview);
        assert!(!chart.contains("<script"), "{chart}");
        assert!(chart.contains("22 November 2026: 3 dumps"), "{chart}");
    }
}
