//! What is pressed, ticked and filled in.

use leptos::prelude::*;
use model::{SignatureId, SignatureState};

use crate::AppError;
use crate::api::Standing;
use crate::change::Change;
use crate::clock::use_clock;
use crate::components::alert::Tone;
use crate::components::change_form::ChangeForm;
use crate::components::check_box::CheckBox;
use crate::components::confirm::Confirm;
use crate::components::copy_button::CopyButton;
use crate::components::field::Field;
use crate::components::icons::Icon;
use crate::components::label_field::LabelField;
use crate::components::panel::Panel;
use crate::components::search_form::SearchForm;
use crate::components::signature_state::{SignatureNoteForm, SignatureStateForms};
use crate::components::submit_button::SubmitButton;
use crate::components::text_area::TextArea;

const CLASSES: [(&str, &str); 6] = [
    ("button", "Button"),
    ("button button--primary", "Primary"),
    ("button button--danger", "Danger"),
    ("button button--danger-quiet", "Danger, quiet"),
    ("button button--quiet", "Quiet"),
    ("button button--small", "Small"),
];

const ICONS: [Icon; 14] = [
    Icon::Mark,
    Icon::System,
    Icon::Sun,
    Icon::Moon,
    Icon::Copy,
    Icon::Archive,
    Icon::Upload,
    Icon::Download,
    Icon::Trash,
    Icon::Search,
    Icon::Warning,
    Icon::Check,
    Icon::Inbox,
    Icon::Chevron,
];

#[component]
pub(super) fn Buttons() -> impl IntoView {
    let button = |(class, text): (&'static str, &'static str)| {
        view! {
            <button class=class type="button">
                {text}
            </button>
        }
    };
    let waiting = Change::under_way();
    view! {
        <Panel title="Buttons">
            <p class="page__actions">{CLASSES.map(button).collect_view()}</p>
            <p class="page__actions">
                <button class="button" type="button">
                    {Icon::Download.view()}
                    "With an icon"
                </button>
                <a class="button" href="">
                    "A link"
                </a>
                <SubmitButton change=waiting>"Under way"</SubmitButton>
                <SubmitButton change=waiting class="button">
                    "Under way"
                </SubmitButton>
                <CopyButton what="nothing" text="" />
            </p>
            <p class="page__actions">{ICONS.map(Icon::view).collect_view()}</p>
        </Panel>
    }
}

#[component]
pub(super) fn Fields() -> impl IntoView {
    let idle = Change::idle();
    let wrong = vec!["This is what is wrong with it.".to_owned()];
    let invalid = Change::failed(AppError::Invalid(vec![("invalid".to_owned(), wrong)]));
    let query = Signal::stored(Some("searched for".to_owned()));
    view! {
        <SearchForm path="/styleguide" placeholder="What it finds" q=query />
        <Panel title="Fields">
            <ChangeForm change=idle class="form" on_done=nothing()>
                <Field label="Empty" name="empty" kind="text" autocomplete="off" change=idle />
                <Field
                    label="With a hint"
                    name="hinted"
                    kind="password"
                    autocomplete="off"
                    hint="What it is for."
                    value="secret".to_owned()
                    change=idle
                />
                <Field
                    label="With an error"
                    name="invalid"
                    kind="email"
                    autocomplete="off"
                    value="somebody".to_owned()
                    change=invalid
                />
                <LabelField value="v1.2.3" placeholder="None" />
                <TextArea
                    label="Several lines"
                    name="lines"
                    hint="What they are for."
                    value="*::unwrap\nmy_log_*".to_owned()
                    rows=3
                    class="input input--code"
                    change=idle
                />
                <CheckBox label="Not ticked" name="off" is_ticked=false />
                <CheckBox label="Ticked" name="on" is_ticked=true />
            </ChangeForm>
        </Panel>
    }
}

#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let change = Change::idle();
    view! {
        <Panel title="Dialogs">
            <div class="page__actions">
                <Confirm
                    verb="Delete"
                    icon=Icon::Trash
                    tone=Tone::Danger
                    title="Delete what is dear?"
                    id=String::new()
                    change
                    on_done=nothing()
                >
                    <strong class="confirm__name">"a-name.dmp"</strong>
                    " will be gone for good."
                </Confirm>
                <Confirm
                    verb="Rotate"
                    tone=Tone::Info
                    title="Do what can be mended?"
                    id=String::new()
                    change
                    on_done=nothing()
                >
                    "What will be."
                </Confirm>
            </div>
        </Panel>
    }
}

#[component]
pub(super) fn States() -> impl IntoView {
    let change = Change::idle();
    let of = |id, state, text: &str, is_back| {
        let standing = Standing {
            state,
            text: text.to_owned(),
            is_back,
        };
        let decided = Some((use_clock().now() - 60, "admin@example.com".to_owned()));
        view! {
            <Panel title="State">
                <SignatureStateForms
                    id=SignatureId(id)
                    standing
                    decided
                    versions=vec!["2.1".to_owned()]
                    change
                    on_done=nothing()
                />
            </Panel>
        }
    };
    view! {
        {of(1, SignatureState::Open, "Came back in 2.1", true)}
        {of(2, SignatureState::Resolved, "Resolved in 2.0", false)}
        {of(3, SignatureState::Ignored, "Ignored", false)}
        <Panel title="Note">
            <SignatureNoteForm
                id=SignatureId(1)
                note="Looked at.".to_owned()
                change
                on_done=nothing()
            />
        </Panel>
    }
}

fn nothing() -> Callback<String> {
    Callback::new(|_| ())
}
