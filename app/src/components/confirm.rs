//! Doing what cannot be undone, after a question.

use leptos::ev::MouseEvent;
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
/// Without JavaScript the browser shows the dialog as a popover; with it, as a modal
/// one, which keeps the keyboard to itself. Why the change failed is for the page to
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
    let open = move |event: MouseEvent| {
        let opened = dialog.get_untracked().map(|dialog| dialog.show_modal());
        if let Some(Ok(())) = opened {
            event.prevent_default();
        }
    };
    let close = move |event: MouseEvent| {
        // One that was opened as a popover, before JavaScript ran, is closed as one.
        if let Some(dialog) = dialog.get_untracked()
            && dialog.open()
        {
            event.prevent_default();
            dialog.close();
        }
    };
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
        <button class=quiet type="button" popovertarget=dialog_id() on:click=open>
            {icon.map(Icon::view)}
            {verb}
        </button>
        <dialog class="dialog" id=dialog_id() popover aria-labelledby=title_id() node_ref=dialog>
            <ChangeForm change class="confirm" on_done>
                <input type="hidden" name="id" value=id />
                <h2 id=title_id()>{title}</h2>
                <p>{children()}</p>
                <div class="confirm__actions">
                    <button
                        class="button"
                        type="button"
                        popovertarget=dialog_id()
                        autofocus
                        on:click=close
                    >
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
