//! Which reports of crash clients are kept.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{
    AddThrottleRule, DeleteThrottleRule, ListThrottleRules, MoveThrottleRule, ThrottleRule,
    ThrottleRuleList, UpdateThrottleRule,
};
use crate::browser::reset_form;
use crate::change::Change;
use crate::components::{
    ChangeError, ChangeForm, Confirm, EmptyState, Icon, Loaded, Panel, SubmitButton,
    ThrottleRuleFields, ThrottleRuleTable, Tone, table_skeleton, use_toasts,
};
use crate::load::Load;
use crate::query::use_parameter;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Parts {
    rules: Load<ListThrottleRules>,
    addition: Change,
    update: Change,
    movement: Change,
    deletion: Change,
}

#[component]
pub(crate) fn ThrottleRulesPage() -> impl IntoView {
    let edit = use_parameter("edit");
    let parts = Parts {
        rules: Load::new(move || ListThrottleRules { edit: edit.get() }),
        addition: Change::by::<AddThrottleRule>(),
        update: Change::by::<UpdateThrottleRule>(),
        movement: Change::by::<MoveThrottleRule>(),
        deletion: Change::by::<DeleteThrottleRule>(),
    };
    let view = move |list| view! { <RulesView list parts /> }.into_any();
    view! {
        <Title text="Throttle rules" />
        <header class="page__header">
            <h1>"Throttle rules"</h1>
        </header>
        <p>
            "The first rule that a report meets decides whether it is kept; one that meets none is kept. Crash clients are not told: they are answered as if it were. Dumps sent as files to /api/dumps/ are always kept."
        </p>
        <Loaded load=parts.rules skeleton=table_skeleton view />
    }
}

#[component]
fn RulesView(list: ThrottleRuleList, parts: Parts) -> impl IntoView {
    let ThrottleRuleList { rules, edited } = list;
    let on_moved = Callback::new(move |_| parts.rules.reload());
    let form = match edited {
        Some(rule) => view! { <EditForm rule parts /> }.into_any(),
        None => view! { <AddForm parts /> }.into_any(),
    };
    let table = if rules.is_empty() {
        view! {
            <EmptyState title="No rules: every report is kept">
                <p>"A rule keeps a share of the reports of a product, or so many a minute."</p>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <ThrottleRuleTable rules movement=parts.movement on_moved /> }.into_any()
    };
    view! {
        <ChangeError change=parts.movement />
        <ChangeError change=parts.deletion />
        {table}
        {form}
        <p>
            <a href="/connect">"Send crashes"</a>
        </p>
    }
}

#[component]
fn AddForm(parts: Parts) -> impl IntoView {
    let change = parts.addition;
    let toasts = use_toasts();
    let on_done = Callback::new(move |_| {
        toasts.done("Rule added".to_owned());
        reset_form(change.path());
        parts.rules.reload();
    });
    let empty = ThrottleRule {
        share: 100,
        ..ThrottleRule::default()
    };
    view! {
        <Panel title="Add a rule">
            <ChangeForm change class="form" on_done>
                <ChangeError change />
                <ThrottleRuleFields rule=empty change />
                <SubmitButton change>"Add the rule"</SubmitButton>
            </ChangeForm>
        </Panel>
    }
}

#[component]
fn EditForm(rule: ThrottleRule, parts: Parts) -> impl IntoView {
    let change = parts.update;
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let done = Callback::new(move |what: &'static str| {
        toasts.done(what.to_owned());
        // Which asks for the rules anew.
        navigate("/connect/rules", NavigateOptions::default());
    });
    let on_saved = Callback::new(move |_| done.run("Rule saved"));
    let on_deleted = Callback::new(move |_| done.run("Rule deleted"));
    let id = rule.name.clone();
    let (name, deleted) = (id.clone(), id.clone());
    view! {
        <Panel title="Change the rule">
            <ChangeForm change class="form" on_done=on_saved>
                <ChangeError change />
                <input type="hidden" name="id" value=id />
                <ThrottleRuleFields rule change />
                <div class="form__actions">
                    <SubmitButton change>"Save"</SubmitButton>
                    <a class="button button--quiet" href="/connect/rules">
                        "Cancel"
                    </a>
                </div>
            </ChangeForm>
            <Confirm
                verb="Delete"
                icon=Icon::Trash
                tone=Tone::Danger
                title="Delete this rule?"
                id=deleted
                change=parts.deletion
                on_done=on_deleted
            >
                <strong class="confirm__name">{name}</strong>
                " is tried no more, and its count is forgotten."
            </Confirm>
        </Panel>
    }
}
