//! A few groups in short, as the start page lists them.

use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;
use model::{NewSignatures, ProductVersion, SignatureSummary};

use super::{named, sparkline, standing};
use crate::format::with_separators;
use crate::query;

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

/// What is new in the newest versions, as HTML, if there is anything.
pub(crate) fn new_in_version(new: &NewSignatures) -> Option<String> {
    let table = list("New in the newest version", &new.signatures)?;
    let link = |ProductVersion { product, version }: &ProductVersion| {
        let parameters = [
            ("product", Some(&product[..])),
            ("first_version", Some(version)),
            ("order", Some("-crashes")),
        ];
        let name = format!("{product} {version}");
        view! {
            <li>
                <a href=query::url("/crashes", &parameters)>{name}</a>
            </li>
        }
    };
    let versions = view! {
        <ul class="top__versions" aria-label="Newest versions">
            {new.versions.iter().map(link).collect_view()}
        </ul>
    };
    Some(versions.to_html() + &table)
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

    #[test]
    fn what_is_new_leads_to_the_versions_it_is_new_in() {
        let mut new = NewSignatures {
            versions: vec![ProductVersion {
                product: "Paint <3D>".to_owned(),
                version: "2.1".to_owned(),
            }],
            signatures: Vec::new(),
        };
        assert_eq!(new_in_version(&new), None);
        new.signatures.push(summary());
        let html = new_in_version(&new).expect("a table");
        let link = r#"href="/crashes?product=Paint%20%3C3D%3E&amp;first_version=2.1&amp;order=-crashes">Paint &lt;3D&gt; 2.1</a>"#;
        assert!(html.contains(link), "{html}");
        assert!(html.contains("/crashes/12"), "{html}");
    }
}
