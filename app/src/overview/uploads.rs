//! Uploads by day, stacked by label.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{DayOfUploads, Overview};

use super::frequent_labels;
use crate::chart::{Chart, Series};

const UNLABELLED: &str = "no label";
const OTHERS: &str = "other labels";

pub(super) fn chart(overview: &Overview) -> Chart<'_> {
    Chart {
        name: "Uploads by day",
        units: ("dump", "dumps"),
        first_day: overview.first_day,
        last_day: overview.today,
        series: series(&overview.days),
    }
}

fn series(days: &[DayOfUploads]) -> Vec<Series<'_>> {
    let named = frequent_labels(days)
        .into_iter()
        .enumerate()
        .map(|(index, label)| Series {
            name: Some(if label.is_empty() { UNLABELLED } else { label }),
            class: format!("series-{}", index + 1),
            days: counts(days, Some(label)),
        });
    // All labels that have no colour of their own.
    let others = counts(days, None);
    let others = (!others.is_empty()).then(|| Series {
        name: Some(OTHERS),
        class: "series-others".to_owned(),
        days: others,
    });
    named.chain(others).collect()
}

/// Dumps by day whose entries are of `label`.
fn counts(days: &[DayOfUploads], label: Option<&str>) -> BTreeMap<NaiveDate, u64> {
    let mut counts = BTreeMap::new();
    for entry in days.iter().filter(|entry| entry.label.as_deref() == label) {
        *counts.entry(entry.day).or_default() += entry.amount.dumps;
    }
    counts
}

#[cfg(test)]
mod tests {
    use model::Amount;

    use super::*;

    #[test]
    fn labels_without_a_colour_of_their_own_come_last() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let entry = |label: Option<&str>, dumps| DayOfUploads {
            day,
            label: label.map(str::to_owned),
            amount: Amount { dumps, bytes: 0 },
        };
        let days = [entry(None, 5), entry(Some(""), 1), entry(Some("v1"), 3)];
        let series = series(&days);
        let told: Vec<_> = series
            .iter()
            .map(|series| (series.name, series.days[&day]))
            .collect();
        assert_eq!(
            told,
            [(Some("v1"), 3), (Some(UNLABELLED), 1), (Some(OTHERS), 5)]
        );
    }
}
