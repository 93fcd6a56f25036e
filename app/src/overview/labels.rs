//! Which labels came most, and whether they come more often than before.

use leptos::prelude::*;

use crate::components::LabelLink;
use crate::format::with_separators;

/// How often a label came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LabelTrend {
    /// `""`: dumps without one.
    pub(super) label: String,
    pub(super) last_month: u64,
    pub(super) last_week: u64,
    pub(super) week_before: u64,
}

/// A table as HTML; `None` when no dump has a label.
pub(super) fn table(trends: Vec<LabelTrend>) -> Option<String> {
    let has_labels = trends.iter().any(|trend| !trend.label.is_empty());
    has_labels.then(|| draw(trends))
}

fn draw(trends: Vec<LabelTrend>) -> String {
    let row = |trend: LabelTrend| {
        let direction = direction(&trend);
        view! {
            <tr>
                <th scope="row">
                    {if trend.label.is_empty() {
                        "no label".into_any()
                    } else {
                        view! { <LabelLink label=trend.label /> }.into_any()
                    }}
                </th>
                <td>{with_separators(trend.last_month)}</td>
                <td>{with_separators(trend.last_week)}</td>
                <td>{direction}</td>
            </tr>
        }
    };
    view! {
        <table>
            <caption class="visually-hidden">"Labels of the last 30 days"</caption>
            <thead>
                <tr>
                    <th scope="col">"Label"</th>
                    <th scope="col">"30 days"</th>
                    <th scope="col">"7 days"</th>
                    <th scope="col">"Against the week before"</th>
                </tr>
            </thead>
            <tbody>{trends.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .to_html()
}

fn direction(trend: &LabelTrend) -> String {
    let (now, before) = (trend.last_week, trend.week_before);
    if now == before {
        "the same".to_owned()
    } else if before == 0 {
        "new".to_owned()
    } else if now > before {
        format!("▲ {} more", with_separators(now - before))
    } else {
        format!("▼ {} fewer", with_separators(before - now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_is_told_in_words() {
        for (last_week, week_before, text) in [
            (0, 0, "the same"),
            (3, 0, "new"),
            (1_500, 200, "▲ 1,300 more"),
            (2, 5, "▼ 3 fewer"),
        ] {
            let trend = LabelTrend {
                last_week,
                week_before,
                ..LabelTrend::default()
            };
            assert_eq!(direction(&trend), text);
        }
    }
}
