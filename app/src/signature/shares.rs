//! How the crashes of a group are spread, as tables with bars.

use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;
use model::{Share, SignatureDetails, SignatureId};

use crate::format::with_separators;
use crate::query;

/// What crashes have in common.
struct Kind<'a> {
    title: &'static str,
    /// The heading of the values.
    one: &'static str,
    /// The parameter of the list of dumps by which they are found.
    filter: &'static str,
    shares: &'a [Share],
}

pub(super) fn draw(details: &SignatureDetails) -> String {
    let summary = &details.summary;
    let kind = |title, one, filter, shares| Kind {
        title,
        one,
        filter,
        shares,
    };
    let kinds = [
        kind("Versions", "Version", "version", &summary.versions[..]),
        kind("Platforms", "Platform", "platform", &summary.platforms),
        kind("Products", "Product", "product", &details.products),
        kind("Modules", "Module", "module", &details.modules),
        kind("Labels", "Label", "label", &details.labels),
    ];
    kinds
        .iter()
        .filter(|kind| !kind.shares.is_empty())
        .map(|kind| table(kind, summary.id, summary.crashes))
        .collect_view()
        .to_html()
}

fn table(kind: &Kind<'_>, signature: SignatureId, crashes: u64) -> impl IntoView + use<> {
    let listed: u64 = kind.shares.iter().map(|share| share.crashes).sum();
    let rest = crashes.saturating_sub(listed);
    let rows = kind.shares.iter().map(|share| {
        let name = match share.value.as_deref() {
            None | Some("") => "not told".into_any(),
            Some(value) => {
                let signature = signature.to_string();
                let parameters = [
                    ("signature", Some(&signature[..])),
                    (kind.filter, Some(value)),
                ];
                view! { <a href=query::url("/dumps", &parameters)>{value.to_owned()}</a> }
                    .into_any()
            }
        };
        row(name, share.crashes, crashes)
    });
    view! {
        <section class="panel">
            <h2>{kind.title}</h2>
            <table class="shares">
                <caption class="visually-hidden">
                    {format!("Crashes by {}", kind.one.to_lowercase())}
                </caption>
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">{kind.one}</th>
                        <th scope="col">"Crashes"</th>
                        <th scope="col">"Of all"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.collect_view()}
                    {(rest > 0).then(|| row("others".into_any(), rest, crashes))}
                </tbody>
            </table>
        </section>
    }
}

fn row(name: AnyView, part: u64, whole: u64) -> impl IntoView {
    let percent = percent(part, whole);
    view! {
        <tr>
            <th scope="row">
                {name}
                <svg
                    class="shares__bar"
                    viewBox="0 0 100 1"
                    preserveAspectRatio="none"
                    aria-hidden="true"
                >
                    <rect width=percent.max(1).to_string() height="1" />
                </svg>
            </th>
            <td>{with_separators(part)}</td>
            <td>{if percent == 0 { "< 1 %".to_owned() } else { format!("{percent} %") }}</td>
        </tr>
    }
}

/// Rounded; all is 100, and nothing else is.
fn percent(part: u64, whole: u64) -> u64 {
    if part >= whole {
        return 100;
    }
    let whole = u128::from(whole);
    let percent = (u128::from(part) * 100 + whole / 2) / whole;
    u64::try_from(percent).unwrap_or(u64::MAX).min(99)
}

#[cfg(test)]
mod tests {
    use super::super::tests::details;
    use super::*;

    #[test]
    fn a_share_leads_to_its_dumps_and_is_told_in_numbers() {
        let html = draw(&details());
        assert!(
            html.contains(r#"href="/dumps?signature=12&amp;version=2.1%20%3Cb%3E""#),
            "{html}"
        );
        assert!(html.contains("<td>1,500</td><td>75 %</td>"), "{html}");
        assert!(html.contains("not told"), "{html}");
        assert!(html.contains("others"), "{html}");
        assert!(!html.contains("<b>"), "{html}");
        assert!(!html.contains("Crashes by label"), "{html}");
    }

    #[test]
    fn parts_are_told_of_the_whole() {
        assert_eq!(percent(1, 0), 100);
        assert_eq!(percent(1, 1_000), 0);
        assert_eq!(percent(2, 3), 67);
        assert_eq!(percent(999, 1_000), 99);
    }
}
