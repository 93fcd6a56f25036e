//! Tables that may be wider than the page, and longer than is shown.

use leptos::prelude::*;

pub(super) fn table(
    name: &str,
    headings: &[&'static str],
    rows: impl IntoView + 'static,
) -> AnyView {
    let heading = |text: &&'static str| view! { <th scope="col">{*text}</th> };
    let headings = headings.iter().map(heading).collect_view();
    view! {
        // Scrolls sideways, so the keyboard must reach it.
        <div class="crash__scroll" tabindex="0" role="region" aria-label=name.to_owned()>
            <table class="frames">
                <thead>
                    <tr>{headings}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What is left out.
pub(super) fn more(rest: usize) -> Option<String> {
    (rest > 0).then(|| format!("and {rest} more, in the report"))
}
