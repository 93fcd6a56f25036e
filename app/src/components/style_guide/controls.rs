//! What is pressed, ticked and filled in.

use leptos::prelude::*;

use crate::AppError;
use crate::change::Change;
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
use crate::components::submit_button::SubmitButton;

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

fn nothing() -> Callback<String> {
    Callback::new(|_| ())
}
