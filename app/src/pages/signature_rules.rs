//! The rules by which crashes are grouped: shown to all, changed by administrators.

use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{
    CountOutdated, GetSignatureRules, RuleTexts, SaveSignatureRules, TrySignatureRules,
};
use crate::browser::{form_now, look_again};
use crate::change::Change;
use crate::components::{
    ChangeError, ChangeForm, Loaded, Moment, Panel, SubmitButton, TextArea, dump_skeleton,
    use_toasts,
};
use crate::format::crashes_in_words;
use crate::json;
use crate::load::Load;
use crate::visit::use_visit;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Parts {
    rules: Load<GetSignatureRules>,
    outdated: Load<CountOutdated>,
    change: Change,
}

#[component]
pub(crate) fn SignatureRulesPage() -> impl IntoView {
    let parts = Parts {
        rules: Load::new(|| GetSignatureRules {}),
        outdated: Load::new(|| CountOutdated {}),
        change: Change::by::<SaveSignatureRules>(),
    };
    let rules = move |rules| view! { <RulesView rules parts /> }.into_any();
    let progress = move |outdated| view! { <Regrouping outdated parts /> }.into_any();
    view! {
        <Title text="Rules for signatures" />
        <nav class="dump-navigation" aria-label="In the list">
            <a href="/crashes">"All crashes"</a>
        </nav>
        <header class="page__header">
            <h1>"Rules for signatures"</h1>
        </header>
        <Loaded load=parts.outdated skeleton=nothing_yet view=progress />
        <Explanation />
        <Loaded load=parts.rules skeleton=dump_skeleton view=rules />
    }
}

fn nothing_yet() -> AnyView {
    view! { <p class="regrouping" role="status"></p> }.into_any()
}

/// How far crashes of before have got.
#[component]
fn Regrouping(outdated: u64, parts: Parts) -> impl IntoView {
    if outdated > 0 {
        look_again(Callback::new(move |()| parts.outdated.reload()));
    }
    let text = (outdated > 0).then(|| {
        format!(
            "{} still to be grouped by the new rules. This goes on by itself.",
            crashes_in_words(outdated)
        )
    });
    view! {
        <p class="regrouping" role="status">
            {text}
        </p>
    }
}

#[component]
fn Explanation() -> impl IntoView {
    view! {
        <Panel title="How a signature is made">
            <p>
                "A signature is read from the crashing thread's functions, innermost first: it begins at the first sentinel, if there is one; passes over what is ignored; collects prefixes; and ends with the first other function. Crashes with the same signature stand together."
            </p>
            <p>
                "The lists that come with Crash Store know the runtimes of C++, Rust, Windows, macOS and Linux. Patterns here are added to them: one a line, in which "
                <code>"*"</code> " is any text and " <code>"?"</code>
                " any character. A line that begins with " <code>"#"</code> " is a comment."
            </p>
        </Panel>
    }
}

#[component]
fn RulesView(rules: RuleTexts, parts: Parts) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let trial = RwSignal::new(Trial::Unasked);
    let toasts = use_toasts();
    let on_saved = Callback::new(move |_| {
        toasts.done("Rules saved".to_owned());
        parts.rules.reload();
        parts.outdated.reload();
    });
    let is_staff = use_visit().is_staff;
    let is_unchanged = rules.changed.is_none();
    let changed = rules.changed.map(|(at, by)| {
        view! { <p>"Last changed " <Moment at /> ", by " {by} "."</p> }
    });
    let area = move |label, name, hint, value| {
        view! {
            <TextArea
                label
                name
                hint=Some(hint)
                value
                rows=6
                class="input input--code"
                readonly=!is_staff
                change=parts.change
            />
        }
    };
    let actions = is_staff.then(|| {
        view! {
            <div class="page__actions">
                <TryButton form trial change=parts.change />
                <SubmitButton change=parts.change>"Save"</SubmitButton>
            </div>
        }
    });
    view! {
        <Panel title="Patterns">
            {changed} {is_unchanged.then(|| view! { <p>"Nobody has added a pattern yet."</p> })}
            {(!is_staff).then(|| view! { <p>"Administrators change them."</p> })}
            <ChangeForm change=parts.change class="form form--wide" on_done=on_saved node_ref=form>
                <input type="hidden" name="version" value=rules.version.to_string() />
                {area(
                    "Ignore",
                    "ignore",
                    "Functions that say nothing, such as: my_log_* or *::assert_failed",
                    rules.ignore,
                )}
                {area(
                    "Prefix",
                    "prefix",
                    "Functions that do not say enough, so that the one that called them is added: my_alloc* or *::unwrap",
                    rules.prefix,
                )}
                {area(
                    "Sentinel",
                    "sentinel",
                    "Functions at which reading begins, whatever lies above them: my_crash_handler",
                    rules.sentinel,
                )}
                {actions}
            </ChangeForm> <ChangeError change=parts.change />
            <TrialView trial change=parts.change />
        </Panel>
    }
}

/// What the rules in the form would do.
#[derive(Clone, Debug)]
enum Trial {
    Unasked,
    Asked,
    /// As HTML.
    Told(String),
}

/// Asks for a trial. Needs JavaScript.
#[component]
fn TryButton(form: NodeRef<html::Form>, trial: RwSignal<Trial>, change: Change) -> impl IntoView {
    let on_done = Callback::new(move |answer: String| {
        trial.set(json::read(&answer).map_or(Trial::Unasked, Trial::Told));
    });
    let try_out = move |_| {
        trial.set(Trial::Asked);
        if let Some(form) = form.get_untracked() {
            change.send_by::<TrySignatureRules>(form_now(&form), on_done);
        }
    };
    view! {
        <button
            class="button needs-js"
            type="button"
            disabled=move || change.is_under_way()
            on:click=try_out
        >
            "Try"
        </button>
    }
}

#[component]
fn TrialView(trial: RwSignal<Trial>, change: Change) -> impl IntoView {
    let told = move || match trial.get() {
        Trial::Told(html) => Some(view! { <div inner_html=html></div> }.into_any()),
        Trial::Asked if change.is_under_way() => Some("Looking at all crashes…".into_any()),
        Trial::Asked | Trial::Unasked => None,
    };
    view! {
        <div class="trial" role="status">
            {told}
        </div>
    }
}
