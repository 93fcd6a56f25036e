//! One client: how to use it, what it may do, and its end.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::{ClientId, ClientState};

use crate::api::{
    Client, ClientDetails, DeleteClient, GetClient, RevokeClient, RotateClient, UpdateClient,
};
use crate::change::Change;
use crate::components::{
    ChangeError, ChangeForm, ClientFields, ClientTag, Confirm, Icon, Loaded, Panel, SecretNotice,
    SnippetList, SubmitButton, Tone, dump_skeleton, last_use, use_toasts,
};
use crate::format::utc;
use crate::load::Load;
use crate::new_secret::use_new_secret;
use crate::query::use_id;
use crate::snippets::{PLACEHOLDER, Snippet};

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Parts {
    client: Load<GetClient>,
    update: Change,
    rotation: Change,
    revocation: Change,
    deletion: Change,
}

#[component]
pub(crate) fn ClientPage() -> impl IntoView {
    let id = use_id();
    let parts = Parts {
        client: Load::new(move || GetClient {
            id: ClientId(id.get()),
        }),
        update: Change::by::<UpdateClient>(),
        rotation: Change::by::<RotateClient>(),
        revocation: Change::by::<RevokeClient>(),
        deletion: Change::by::<DeleteClient>(),
    };
    let new_secret = use_new_secret();
    on_cleanup(move || new_secret.forget());
    let view = move |details| view! { <ClientView details parts /> }.into_any();
    view! { <Loaded load=parts.client skeleton=dump_skeleton view /> }
}

#[component]
fn ClientView(details: ClientDetails, parts: Parts) -> impl IntoView {
    let ClientDetails {
        client,
        secret,
        snippets,
    } = details;
    let secret = secret.or_else(|| use_new_secret().of(client.id));
    let is_revoked = client.state == ClientState::Revoked;
    let settings = (!is_revoked).then(|| view! { <Settings client=client.clone() parts /> });
    view! {
        <Title text=client.name.clone() />
        <header class="page__header">
            <h1 class="page__name">{client.name.clone()} " " <ClientTag state=client.state /></h1>
            <div class="page__actions">
                {(!is_revoked).then(|| view! { <SecretActions id=client.id parts /> })}
                <Deletion client=client.clone() change=parts.deletion />
            </div>
        </header>
        <ChangeError change=parts.rotation />
        <ChangeError change=parts.revocation />
        <ChangeError change=parts.deletion />
        {secret.clone().map(|secret| view! { <SecretNotice secret /> })}
        {(!is_revoked).then(|| view! { <Usage snippets secret can_upload=client.upload /> })}
        <Panel title="Details">
            <Facts client />
        </Panel>
        {settings}
    }
}

/// What takes the secret away: a new one, or none.
#[component]
fn SecretActions(id: ClientId, parts: Parts) -> impl IntoView {
    let new_secret = use_new_secret();
    let toasts = use_toasts();
    let on_rotated = Callback::new(move |answer: String| {
        new_secret.keep(&answer);
        parts.client.reload();
    });
    let on_revoked = Callback::new(move |_| {
        new_secret.forget();
        toasts.done("Client revoked".to_owned());
        parts.client.reload();
    });
    view! {
        <Confirm
            verb="Rotate"
            tone=Tone::Info
            title="Replace the secret?"
            id=id.to_string()
            change=parts.rotation
            on_done=on_rotated
        >
            "The client gets a new secret. The old one, and every token that it has bought, is good for nothing at once."
        </Confirm>
        <Confirm
            verb="Revoke"
            tone=Tone::Danger
            title="Revoke this client?"
            id=id.to_string()
            change=parts.revocation
            on_done=on_revoked
        >
            "Its secret and its tokens are good for nothing at once, and for ever. Its dumps stay."
        </Confirm>
    }
}

#[component]
fn Deletion(client: Client, change: Change) -> impl IntoView {
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let deleted = format!("{} deleted", client.name);
    let on_done = Callback::new(move |_| {
        toasts.done(deleted.clone());
        navigate("/clients", NavigateOptions::default());
    });
    view! {
        <Confirm
            verb="Delete"
            icon=Icon::Trash
            tone=Tone::Danger
            title="Delete this client?"
            id=client.id.to_string()
            change
            on_done
        >
            <strong class="confirm__name">{client.name}</strong>
            " gets in no more, and the list forgets it. Its dumps stay."
        </Confirm>
    }
}

#[component]
fn Usage(snippets: Vec<Snippet>, secret: Option<String>, can_upload: bool) -> impl IntoView {
    let is_missing = secret.is_none();
    let secret = secret.unwrap_or_else(|| PLACEHOLDER.to_owned());
    view! {
        <Panel title="Send a dump">
            {if can_upload {
                view! {
                    <p>
                        "Put the name of your file in place of app.dmp, and your version in place of v1.2.3."
                        {is_missing
                            .then_some(" Where it says paste-the-secret-here, put the secret.")}
                    </p>
                    <SnippetList snippets secret />
                }
                    .into_any()
            } else {
                view! {
                    <p>
                        "This client may not upload. What else it may do is described in the "
                        <a href="/api/docs/" rel="external">
                            "documentation of the API"
                        </a> "."
                    </p>
                }
                    .into_any()
            }}
        </Panel>
    }
}

#[component]
fn Facts(client: Client) -> impl IntoView {
    let exact = |at: i64| view! { <span class="facts__exact">{utc(at)}</span> };
    view! {
        <dl class="facts">
            <div>
                <dt>"Last used"</dt>
                <dd>{last_use(client.last_used)} {client.last_used.map(exact)}</dd>
            </div>
            <div>
                <dt>"Created"</dt>
                <dd>{last_use(Some(client.created))} {exact(client.created)}</dd>
            </div>
            <div>
                <dt>"Expires"</dt>
                <dd>{client.expires.map_or_else(|| "Never".to_owned(), utc)}</dd>
            </div>
        </dl>
    }
}

#[component]
fn Settings(client: Client, parts: Parts) -> impl IntoView {
    let change = parts.update;
    let toasts = use_toasts();
    let on_done = Callback::new(move |_| {
        toasts.done("Client saved".to_owned());
        parts.client.reload();
    });
    view! {
        <Panel title="Settings">
            <ChangeForm change class="form" on_done>
                <ChangeError change />
                <input type="hidden" name="id" value=client.id.to_string() />
                <ClientFields
                    name=client.name
                    upload=client.upload
                    read=client.read
                    write=client.write
                    last_day=client.last_day
                    change
                />
                <SubmitButton change>"Save"</SubmitButton>
            </ChangeForm>
        </Panel>
    }
}
