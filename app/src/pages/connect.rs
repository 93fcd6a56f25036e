//! Pointing crash clients at this server.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::ClientId;

use crate::api::{Connection, CreateKey, GetConnection, Key};
use crate::change::Change;
use crate::components::{
    ChangeError, ChangeForm, Field, Loaded, Panel, SecretNotice, SnippetList, SubmitButton,
    dump_skeleton,
};
use crate::load::Load;
use crate::new_secret::use_new_secret;
use crate::query::use_parameter;
use crate::snippets::KEY_PLACEHOLDER;
use crate::visit::use_visit;

#[component]
pub(crate) fn ConnectPage() -> impl IntoView {
    let parameter = use_parameter("key");
    let connection = Load::new(move || GetConnection {
        // What is no number is nobody's id.
        key: parameter
            .get()
            .map(|id| ClientId(id.parse().unwrap_or_default())),
    });
    let creation = Change::by::<CreateKey>();
    let new_secret = use_new_secret();
    on_cleanup(move || new_secret.forget());
    let view = move |connection| view! { <ConnectionView connection creation /> }.into_any();
    view! {
        <Title text="Send crashes" />
        <header class="page__header">
            <h1>"Send crashes"</h1>
        </header>
        <Loaded load=connection skeleton=dump_skeleton view />
    }
}

#[component]
fn ConnectionView(connection: Connection, creation: Change) -> impl IntoView {
    let Connection {
        recipes,
        is_keyed,
        chosen,
        secret,
        keys,
    } = connection;
    let is_staff = use_visit().is_staff;
    let chosen_id = chosen.as_ref().map(|key| key.id);
    let secret = secret.or_else(|| use_new_secret().of(chosen_id?));
    let in_its_place = match &secret {
        _ if !is_keyed => String::new(),
        None => KEY_PLACEHOLDER.to_owned(),
        Some(secret) => secret.clone(),
    };
    let is_missing = is_keyed && secret.is_none();
    view! {
        {secret.map(|secret| view! { <SecretNotice secret /> })}
        <Panel title="Lines for your program">
            <p>
                "Crash clients send their reports here without a change of code. Put the name, the version and the files of your program in place of Paint, 1.2.3, app.dmp and app.log."
                {is_missing.then_some(" Where it says cs_…, put the key.")}
            </p>
            <SnippetList snippets=recipes secret=in_its_place />
        </Panel>
        <Panel title="Key">
            <KeyNotes chosen=chosen.clone() />
            {is_staff.then(|| view! { <KeyChoice keys chosen=chosen_id /> })}
            {is_staff.then(|| view! { <KeyForm creation /> })}
        </Panel>
        {is_staff.then(|| view! { <RulesNote /> })}
    }
}

/// Whether a key is needed, and where to get one.
#[component]
fn KeyNotes(chosen: Option<Key>) -> impl IntoView {
    let visit = use_visit();
    let need = if visit.anonymous_upload {
        "This server takes reports from anybody. A key tells where they come from: the history of a dump names it, and you can end it."
    } else {
        "This server takes reports only with a key. It can send them, and symbols, and read nothing; you can replace and end it."
    };
    let chosen = chosen.map(|key| {
        view! {
            <p>
                "The lines are for the key of "
                <a href=format!("/clients/{}", key.id)>{key.name}</a>
                ". It is shown once, when it is made; if it is lost, rotate it there."
            </p>
        }
    });
    let ask = (!visit.is_staff).then(|| view! { <p>"Administrators make keys."</p> });
    view! {
        <p>{need}</p>
        {chosen}
        {ask}
    }
}

#[component]
fn KeyChoice(keys: Vec<Key>, chosen: Option<ClientId>) -> impl IntoView {
    let option = move |key: Key| {
        view! {
            <option value=key.id.to_string() selected=chosen == Some(key.id)>
                {key.name}
            </option>
        }
    };
    (!keys.is_empty()).then(|| {
        view! {
            <form class="form" method="get" action="/connect">
                <div class="field">
                    <label class="field__label" for="key">
                        "Key of"
                    </label>
                    <select class="input" id="key" name="key">
                        <option value="">"Nobody"</option>
                        {keys.into_iter().map(option).collect_view()}
                    </select>
                </div>
                <button class="button" type="submit">
                    "Show its lines"
                </button>
            </form>
        }
    })
}

/// Where it is decided which reports are kept.
#[component]
fn RulesNote() -> impl IntoView {
    view! {
        <Panel title="Too many crashes?">
            <p>
                <a href="/connect/rules">"Throttle rules"</a>
                " keep a share of the reports of a product, a version or a key, or so many a minute, and count the others."
            </p>
        </Panel>
    }
}

#[component]
fn KeyForm(creation: Change) -> impl IntoView {
    let new_secret = use_new_secret();
    let navigate = use_navigate();
    let on_done = Callback::new(move |answer: String| {
        if let Some(id) = new_secret.keep(&answer) {
            navigate(&format!("/connect?key={id}"), NavigateOptions::default());
        }
    });
    view! {
        <ChangeForm change=creation class="form" on_done>
            <ChangeError change=creation />
            <Field
                label="Name of a new key"
                name="name"
                kind="text"
                autocomplete="off"
                hint="What sends with it, such as: Paint for Linux."
                change=creation
            />
            <SubmitButton change=creation>"Create a key"</SubmitButton>
        </ChangeForm>
    }
}
