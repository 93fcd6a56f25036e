//! What people see and change of their own account.

use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{ChangePassword, EndOtherSessions, EndSession, ListSessions, OwnSession};
use crate::change::Change;
use crate::components::{
    ChangeError, ChangeForm, Field, Loaded, Panel, SessionTable, SubmitButton, table_skeleton,
    use_toasts,
};
use crate::load::Load;
use crate::visit::use_visit;

#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let visit = use_visit();
    let sessions = Load::new(|| ListSessions {});
    let role = if visit.is_staff {
        "Administrator"
    } else {
        "Member"
    };
    view! {
        <Title text="Account" />
        <header class="page__header">
            <h1>"Account"</h1>
        </header>
        <p>{visit.email} " · " {role}</p>
        <PasswordForm sessions />
        <Sessions sessions />
    }
}

#[component]
fn PasswordForm(sessions: Load<ListSessions>) -> impl IntoView {
    let change = Change::by::<ChangePassword>();
    let toasts = use_toasts();
    let form = NodeRef::<html::Form>::new();
    let on_done = Callback::new(move |_| {
        toasts.done("Password changed. Your other sessions have ended.");
        // Nothing stays typed in it.
        if let Some(form) = form.get_untracked() {
            form.reset();
        }
        sessions.reload();
    });
    view! {
        <Panel title="Password">
            <ChangeForm change class="form" on_done node_ref=form>
                <ChangeError change />
                <Field
                    label="Current password"
                    name="current_password"
                    kind="password"
                    autocomplete="current-password"
                    change
                />
                <Field
                    label="New password"
                    name="new_password"
                    kind="password"
                    autocomplete="new-password"
                    hint="At least 8 characters; not only digits, and not a common password."
                    change
                />
                <SubmitButton change>"Change password"</SubmitButton>
            </ChangeForm>
        </Panel>
    }
}

#[component]
fn Sessions(sessions: Load<ListSessions>) -> impl IntoView {
    let (end, end_others) = (Change::by::<EndSession>(), Change::by::<EndOtherSessions>());
    let toasts = use_toasts();
    let on_ended = Callback::new(move |_| {
        toasts.done("Session ended");
        sessions.reload();
    });
    let on_others_ended = Callback::new(move |_| {
        toasts.done("All other sessions have ended");
        sessions.reload();
    });
    let view = move |list: Vec<OwnSession>| {
        let others = list.iter().any(|session| !session.is_current);
        view! {
            <SessionTable sessions=list change=end on_ended />
            {others
                .then(|| {
                    view! {
                        <ChangeForm change=end_others class="form" on_done=on_others_ended>
                            <SubmitButton change=end_others class="button">
                                "Sign out everywhere else"
                            </SubmitButton>
                        </ChangeForm>
                    }
                })}
        }
        .into_any()
    };
    view! {
        <Panel title="Sessions">
            <p>"Browsers and programs that are signed in to your account."</p>
            <ChangeError change=end />
            <ChangeError change=end_others />
            <Loaded load=sessions skeleton=table_skeleton view />
        </Panel>
    }
}
