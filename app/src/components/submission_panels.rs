//! What a crash client sent beside a dump.

use leptos::prelude::*;

use super::panel::Panel;
use crate::api::{Fact, Submission};

#[component]
pub(crate) fn SubmissionPanels(submission: Submission) -> impl IntoView {
    [
        ("Report", submission.origin),
        ("Annotations", submission.annotations),
        ("Attachments", submission.attachments),
    ]
    .map(|(title, facts)| panel(title, facts))
}

fn panel(title: &'static str, facts: Vec<Fact>) -> Option<AnyView> {
    if facts.is_empty() {
        return None;
    }
    let view = view! {
        <Panel title>
            <dl class="facts facts--wide">{facts.into_iter().map(row).collect_view()}</dl>
        </Panel>
    };
    Some(view.into_any())
}

fn row(fact: Fact) -> AnyView {
    let text = match fact.beginning {
        None => linked(fact.list, "", fact.text),
        Some(beginning) => view! {
            <details>
                <summary>{beginning}</summary>
                <pre>{fact.text}</pre>
            </details>
        }
        .into_any(),
    };
    view! {
        <div>
            <dt>{linked(fact.file, "external", fact.name)}</dt>
            <dd>{text}</dd>
        </div>
    }
    .into_any()
}

/// `rel` is that of a link.
fn linked(href: Option<String>, rel: &'static str, text: String) -> AnyView {
    match href {
        Some(href) => view! {
            <a href=href rel=rel>
                {text}
            </a>
        }
        .into_any(),
        None => text.into_any(),
    }
}
