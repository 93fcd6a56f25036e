//! Giving a label another name.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{GetLabel, LabelSummary, RenameLabel};
use crate::change::Change;
use crate::components::{
    ChangeError, ChangeForm, CheckBox, Field, Loaded, Panel, SubmitButton, dump_skeleton,
    use_toasts,
};
use crate::format::dumps_in_words;
use crate::load::Load;
use crate::query::{self, use_parameter};

#[component]
pub(crate) fn RenameLabelPage() -> impl IntoView {
    let label = use_parameter("label");
    let summary = Load::new(move || GetLabel {
        label: label.get().unwrap_or_default(),
    });
    let change = Change::by::<RenameLabel>();
    let view = move |summary| view! { <RenameForm summary change /> }.into_any();
    view! {
        <Title text="Rename a label" />
        <Loaded load=summary skeleton=dump_skeleton view />
    }
}

#[component]
fn RenameForm(summary: LabelSummary, change: Change) -> impl IntoView {
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let on_done = Callback::new(move |renamed: String| {
        toasts.done(format!(
            "{} renamed",
            dumps_in_words(renamed.parse().unwrap_or(0))
        ));
        navigate("/labels", NavigateOptions::default());
    });
    view! {
        <header class="page__header">
            <h1 class="page__name">{summary.label.clone()}</h1>
        </header>
        <Panel title="Rename this label">
            <p>{dumps_in_words(summary.dumps)} " of this label will carry the new one."</p>
            <ChangeForm change class="form" on_done>
                <ChangeError change />
                <input type="hidden" name="from" value=query::encoded(&summary.label) />
                <Field
                    label="Label"
                    name="label"
                    kind="text"
                    autocomplete="off"
                    value=summary.label
                    change
                />
                <CheckBox
                    label="Merge with the label of that name, if there is one"
                    name="merge"
                    is_ticked=false
                />
                <div class="form__actions">
                    <SubmitButton change>"Save"</SubmitButton>
                    <a class="button button--quiet" href="/labels">
                        "Cancel"
                    </a>
                </div>
            </ChangeForm>
        </Panel>
    }
}
