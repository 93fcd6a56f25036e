//! A few groups in short, as the start page lists them.

use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;
use model::SignatureSummary;

use super::{named, sparkline, standing};
use crate::format::with_separators;

/// As HTML, if there is any; `name` is for screen readers, as the page has a heading for it.
pub(crate) fn list(name: &'static str, groups: &[SignatureSummary]) -> Option<String> {
    if groups.is_empty() {
        return None;
    }
    let row = |group: &SignatureSummary| {
        let standing = standing(group);
        let mark = standing
            .is_back
            .then(|| view! { <span class="tag tag--cut tag--danger">{standing.text}</span> });
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/crashes/{}", group.id)>{group.signature.clone()}</a>
                    {mark}
                </th>
                <td>{named(&group.versions)}</td>
                <td inner_html=sparkline::draw(&group.trend)></td>
                <td>{with_separators(group.crashes)}</td>
            </tr>
        }
    };
    let table = view! {
        <table class="top">
            <caption class="visually-hidden">{name}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">"Signature"</th>
                    <th scope="col">"Versions"</th>
                    <th scope="col">"Trend"</th>
                    <th scope="col">"Crashes"</th>
                </tr>
            </thead>
            <tbody>{groups.iter().map(row).collect_view()}</tbody>
        </table>
    };
    Some(table.to_html())
}

#[cfg(test)]
mod tests {
    use super::super::tests::summary;
    use super::*;

    #[test]
    fn a_group_is_a_link_to_its_page() {
        let mut back = summary();
        back.regressed_in = Some("3.0".to_owned());
        let html = list("Top crashes", &[summary(), back]).expect("a table");
        assert_eq!(list("Top crashes", &[]), None);
        assert!(
            html.contains(r#"<a href="/crashes/12">abort | &lt;copy_field&gt;</a>"#),
            "{html}"
        );
        assert_eq!(html.matches("Came back in 3.0").count(), 1, "{html}");
        assert!(html.contains("2,000"), "{html}");
    }
}
