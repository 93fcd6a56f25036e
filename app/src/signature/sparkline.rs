//! The crashes of the last days, as a small SVG.

use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;

use crate::format::with_separators;

const BAR_WIDTH: u64 = 3;
const BAR_STEP: u64 = 4;
const HEIGHT: u64 = 20;

/// `trend` are the crashes of each day, the last of which is today.
pub(super) fn draw(trend: &[u64]) -> String {
    let highest = trend.iter().copied().max().unwrap_or(0).max(1);
    let width = trend.len() as u64 * BAR_STEP;
    let bar = |(index, count): (usize, &u64)| {
        // A day without a crash has no bar, and one among thousands is still seen.
        let height = (count * HEIGHT).div_ceil(highest);
        (height > 0).then(|| {
            view! {
                <rect
                    x=(index as u64 * BAR_STEP).to_string()
                    y=(HEIGHT - height).to_string()
                    width=BAR_WIDTH.to_string()
                    height=height.to_string()
                />
            }
        })
    };
    view! {
        <svg
            class="sparkline"
            viewBox=format!("0 0 {width} {HEIGHT}")
            width=width.to_string()
            height=HEIGHT.to_string()
            role="img"
            aria-label=words(trend)
        >
            {trend.iter().enumerate().filter_map(bar).collect_view()}
        </svg>
    }
    .to_html()
}

/// `9 in the last 14 days, 3 of them today`
fn words(trend: &[u64]) -> String {
    let (sum, days) = (trend.iter().sum(), trend.len());
    let of_today = match trend.last() {
        Some(&today) if today > 0 => format!(", {} of them today", with_separators(today)),
        _ => String::new(),
    };
    format!("{} in the last {days} days{of_today}", with_separators(sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_with_crashes_have_bars_and_the_whole_has_words() {
        let svg = draw(&[0, 1, 1_000, 2]);
        assert_eq!(svg.matches("<rect").count(), 3, "{svg}");
        assert!(
            svg.contains("1,003 in the last 4 days, 2 of them today"),
            "{svg}"
        );
        assert_eq!(words(&[3, 0]), "3 in the last 2 days");
        assert_eq!(draw(&[]).matches("<rect").count(), 0);
    }
}
