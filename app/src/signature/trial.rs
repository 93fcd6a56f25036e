//! What rules would do to the groups that are there.

use leptos::prelude::*;
use leptos::tachys::view::RenderHtml;
use model::{DryRun, Regrouping, SignatureCount};

use crate::format::{crashes_in_words, with_separators};

pub(crate) fn describe(run: &DryRun) -> String {
    let DryRun {
        crashes,
        changed,
        merges,
        splits,
        moves,
        is_cut,
    } = run;
    let looked_at = crashes_in_words(*crashes);
    let summary = match changed {
        0 => format!("Nothing would change: {looked_at} looked at."),
        changed => format!(
            "{} of {looked_at} would get another signature. Nothing is changed yet.",
            with_separators(*changed)
        ),
    };
    view! {
        <p>{summary}</p>
        {kind(
            "Would merge",
            "These groups would become one, or go over to one that is there.",
            merges,
        )}
        {kind("Would split", "These groups would be taken apart.", splits)}
        {kind("Would be renamed", "These groups would stay as they are by another name.", moves)}
        {is_cut.then(|| view! { <p>"There are more than are listed."</p> })}
    }
    .to_html()
}

fn kind(title: &str, meaning: &'static str, groups: &[Regrouping]) -> Option<AnyView> {
    if groups.is_empty() {
        return None;
    }
    let group = |regrouping: &Regrouping| {
        let part = |part: &SignatureCount| {
            view! {
                <li>
                    <code>{part.signature.clone()}</code>
                    " "
                    {crashes_in_words(part.crashes)}
                </li>
            }
        };
        view! {
            <li>
                <code class="trial__group">{regrouping.signature.clone()}</code>
                <ul>{regrouping.groups.iter().map(part).collect_view()}</ul>
            </li>
        }
    };
    let title = format!("{title} ({})", groups.len());
    let view = view! {
        <h3>{title}</h3>
        <p>{meaning}</p>
        <ul class="trial__groups">{groups.iter().map(group).collect_view()}</ul>
    };
    Some(view.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regrouping(signature: &str, group: &str, crashes: u64) -> Regrouping {
        Regrouping {
            signature: signature.to_owned(),
            groups: vec![SignatureCount {
                signature: group.to_owned(),
                crashes,
            }],
        }
    }

    #[test]
    fn each_kind_of_change_is_told_with_its_crashes() {
        let html = describe(&DryRun {
            crashes: 1_200,
            changed: 3,
            merges: vec![regrouping("one", "<b>", 1)],
            splits: Vec::new(),
            moves: vec![regrouping("old", "new", 2)],
            is_cut: true,
        });
        assert!(html.contains("3 of 1,200 crashes would get"), "{html}");
        assert!(html.contains("Would merge (1)"), "{html}");
        assert!(html.contains("<code>&lt;b&gt;</code>"), "{html}");
        assert!(html.contains("1 crash</li>"), "{html}");
        assert!(!html.contains("Would split"), "{html}");
        assert!(html.contains("Would be renamed (1)"), "{html}");
        assert!(html.contains("more than are listed"), "{html}");
    }

    #[test]
    fn rules_that_change_nothing_say_so() {
        let html = describe(&DryRun {
            crashes: 1,
            ..DryRun::default()
        });
        assert!(html.contains("Nothing would change: 1 crash looked at."));
    }
}
