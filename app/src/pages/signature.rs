//! A group of crashes: how often, where, since when, and what is decided about it.

use leptos::prelude::*;
use leptos_meta::Title;
use model::SignatureId;

use crate::api::{
    CrashGroup, CrashGroupDetails, GetSignature, UpdateSignatureNote, UpdateSignatureState,
};
use crate::change::Change;
use crate::components::{
    CrashStackPanel, DumpTable, Loaded, LocalTime, Moment, Panel, SignatureNoteForm,
    SignatureStateForms, dump_skeleton, use_toasts,
};
use crate::format::{crashes_in_words, with_separators};
use crate::load::Load;
use crate::query::use_id;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Parts {
    signature: Load<GetSignature>,
    deciding: Change,
    noting: Change,
}

/// Everything of it belongs to one group, and is made anew for the next.
#[component]
pub(crate) fn SignaturePage() -> impl IntoView {
    let id = use_id();
    move || view! { <OneGroup id=SignatureId(id.get()) /> }
}

#[component]
fn OneGroup(id: SignatureId) -> impl IntoView {
    let parts = Parts {
        signature: Load::new(move || GetSignature { id }),
        deciding: Change::by::<UpdateSignatureState>(),
        noting: Change::by::<UpdateSignatureNote>(),
    };
    let view = move |details| view! { <GroupView details parts /> }.into_any();
    view! {
        <nav class="dump-navigation" aria-label="In the list">
            <a href="/crashes">"All crashes"</a>
        </nav>
        <Loaded load=parts.signature skeleton=dump_skeleton view />
    }
}

#[component]
fn GroupView(details: CrashGroupDetails, parts: Parts) -> impl IntoView {
    let CrashGroupDetails {
        group,
        decided,
        note,
        versions,
        chart,
        spread,
        newest,
        stack,
    } = details;
    let (id, signature, standing) = (group.id, group.signature.clone(), group.standing.clone());
    let toasts = use_toasts();
    let on_decided = Callback::new(move |_| {
        toasts.done("State saved".to_owned());
        parts.signature.reload();
    });
    let on_noted = Callback::new(move |_| {
        toasts.done("Note saved".to_owned());
        parts.signature.reload();
    });
    let dumps = format!("/dumps?signature={id}");
    view! {
        <Title text=signature.clone() />
        <header class="page__header">
            <h1 class="page__name page__name--code">{signature}</h1>
        </header>
        <Panel title="State">
            <SignatureStateForms
                id
                standing
                decided
                versions
                change=parts.deciding
                on_done=on_decided
            />
            <SignatureNoteForm id note change=parts.noting on_done=on_noted />
        </Panel>
        <Panel title="Crashes">
            <Counts group />
            <div class="days" inner_html=chart></div>
        </Panel>
        {stack.map(|(id, stack)| view! { <CrashStackPanel id stack /> })}
        <div class="spread" inner_html=spread></div>
        <section class="overview__latest one-crash">
            <header class="page__header">
                <h2>"Newest dumps"</h2>
                <a href=dumps>"All dumps of this crash"</a>
            </header>
            <DumpTable dumps=newest />
        </section>
    }
}

#[component]
fn Counts(group: CrashGroup) -> impl IntoView {
    let seen = |name: &'static str, at: i64| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>
                    <Moment at=at />
                    <LocalTime at=at />
                </dd>
            </div>
        }
    };
    view! {
        <dl class="facts">
            <div>
                <dt>"In all"</dt>
                <dd title=crashes_in_words(group.crashes)>{with_separators(group.crashes)}</dd>
            </div>
            {seen("First seen", group.first_seen)}
            {group
                .first_version
                .map(|version| {
                    view! {
                        <div>
                            <dt>"First seen in"</dt>
                            <dd>{version}</dd>
                        </div>
                    }
                })}
            {seen("Last seen", group.last_seen)}
        </dl>
    }
}
