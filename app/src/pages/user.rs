//! One account: what it is called, what it may do, and its end.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::UserId;

use crate::api::{Account, DeleteUser, GetUser, UpdateUser};
use crate::change::Change;
use crate::components::{
    ChangeError, ChangeForm, CheckBox, Field, Loaded, Moment, Panel, SubmitButton, dump_skeleton,
    last_sign_in, use_toasts,
};
use crate::format::utc;
use crate::load::Load;
use crate::query::use_id;

#[component]
pub(crate) fn UserPage() -> impl IntoView {
    let id = use_id();
    let user = Load::new(move || GetUser {
        id: UserId(id.get()),
    });
    let (update, deletion) = (Change::by::<UpdateUser>(), Change::by::<DeleteUser>());
    let view = move |user| view! { <UserView user update deletion /> }.into_any();
    view! { <Loaded load=user skeleton=dump_skeleton view /> }
}

#[component]
fn UserView(user: Account, update: Change, deletion: Change) -> impl IntoView {
    view! {
        <Title text=user.email.clone() />
        <header class="page__header">
            <h1 class="page__name">{user.email.clone()}</h1>
        </header>
        <AccountForm user=user.clone() change=update />
        <Panel title="Use">
            <Facts last_login=user.last_login created=user.created />
        </Panel>
        <DeletionForm user change=deletion />
    }
}

#[component]
fn Facts(last_login: Option<i64>, created: i64) -> impl IntoView {
    let exact = |at: i64| view! { <span class="facts__exact">{utc(at)}</span> };
    view! {
        <dl class="facts">
            <div>
                <dt>"Last sign-in"</dt>
                <dd>{last_sign_in(last_login)} {last_login.map(exact)}</dd>
            </div>
            <div>
                <dt>"Created"</dt>
                <dd>
                    <Moment at=created />
                    {exact(created)}
                </dd>
            </div>
        </dl>
    }
}

#[component]
fn AccountForm(user: Account, change: Change) -> impl IntoView {
    let on_done = back_to_the_list(format!("{} saved", user.email));
    view! {
        <Panel title="Account">
            <ChangeForm change class="form" on_done>
                <ChangeError change />
                <input type="hidden" name="id" value=user.id.to_string() />
                <input type="hidden" name="before" value=user.standing() />
                <Field
                    label="Email"
                    name="email"
                    kind="email"
                    autocomplete="off"
                    value=user.email
                    change
                />
                <Field
                    label="New password"
                    name="password"
                    kind="password"
                    autocomplete="new-password"
                    required=false
                    hint="Empty: the old one stays. A new one ends the sessions of this account."
                    change
                />
                <CheckBox label="Active" name="is_active" is_ticked=user.is_active />
                <CheckBox label="Administrator" name="is_staff" is_ticked=user.is_staff />
                <SubmitButton change>"Save"</SubmitButton>
            </ChangeForm>
        </Panel>
    }
}

#[component]
fn DeletionForm(user: Account, change: Change) -> impl IntoView {
    let on_done = back_to_the_list(format!("{} deleted", user.email));
    view! {
        <Panel title="Delete this account">
            <p>"Whoever has it can sign in no more. What was uploaded stays."</p>
            <ChangeForm change class="form" on_done>
                <ChangeError change />
                <input type="hidden" name="id" value=user.id.to_string() />
                <Field
                    label="Type the email to confirm"
                    name="confirmation"
                    kind="text"
                    autocomplete="off"
                    change
                />
                <SubmitButton change class="button button--danger">
                    "Delete"
                </SubmitButton>
            </ChangeForm>
        </Panel>
    }
}

/// Says what was done, and shows the list.
fn back_to_the_list(done: String) -> Callback<String> {
    let (toasts, navigate) = (use_toasts(), use_navigate());
    Callback::new(move |_| {
        toasts.done(done.clone());
        navigate("/users", NavigateOptions::default());
    })
}
