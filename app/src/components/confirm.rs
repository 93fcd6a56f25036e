//! Doing what cannot be undone, after a question.

use leptos::html;
use leptos::prelude::*;

use super::alert::Tone;
use super::change_form::ChangeForm;
use super::icons::Icon;
use super::submit_button::SubmitButton;
use crate::browser::close_modal;
use crate::change::Change;

/// The button, and the dialog that it opens.
///
/// `delegated` makes a modal dialog of the popover. Why the change failed is for the page to
/// tell: a dialog that a plain form was sent from is closed when the page is back.
#[component]
pub(crate) fn Confirm(
    /// What is done, on both buttons: `Delete`.
    verb: &'static str,
    #[prop(optional)] icon: Option<Icon>,
    tone: Tone,
    /// The question.
    title: &'static str,
    /// Id of what the change is about.
    id: String,
    change: Change,
    on_done: Callback<String>,
    /// What will be.
    children: Children,
) -> impl IntoView {
    let dialog_id = move || verb.to_ascii_lowercase();
    let title_id = move || format!("{}-title", dialog_id());
    let (quiet, loud) = match tone {
        Tone::Danger => ("button button--danger-quiet", "button button--danger"),
        Tone::Info | Tone::Good => ("button", "button button--primary"),
    };
    let dialog = NodeRef::<html::Dialog>::new();
    // An open one would keep the focus from the page that comes next.
    let on_done = Callback::new(move |answer| {
        close_modal(dialog);
        on_done.run(answer);
    });
    Effect::new(move || {
        if change.error().is_some() {
            close_modal(dialog);
        }
    });
    view! {
        <button class=quiet type="button" popovertarget=dialog_id()>
            {icon.map(Icon::view)}
            {verb}
        </button>
        <dialog class="dialog" id=dialog_id() popover aria-labelledby=title_id() node_ref=dialog>
            <ChangeForm change class="confirm" on_done>
                <input type="hidden" name="id" value=id />
                <h2 id=title_id()>{title}</h2>
                <p>{children()}</p>
                <div class="confirm__actions">
                    <button class="button" type="button" popovertarget=dialog_id() autofocus>
                        "Cancel"
                    </button>
                    <SubmitButton change class=loud>
                        {verb}
                    </SubmitButton>
                </div>
            </ChangeForm>
        </dialog>
    }
}
