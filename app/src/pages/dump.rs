//! One dump: what is known of it, and what can be done with it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::{Damage, DumpId};

use crate::api::{
    self, ArchiveDump, DUMPS, DumpDetails, GetDump, GetProcessing, ListQuery, ProcessAgain,
    RestoreDump, UpdateLabel,
};
use crate::browser::{focus_page, reset_form};
use crate::change::Change;
use crate::components::{
    Alert, ArchivePanel, ChangeError, CrashPanel, DeleteDump, DumpFacts, DumpHistory,
    DumpNavigation, HexPart, HexView, Icon, LabelForm, LabelLink, Loaded, Moment, Moves, Panel,
    ReplaceForm, Size, SubmissionPanels, Tone, dump_skeleton, use_toasts,
};
use crate::load::Load;
use crate::query::{use_id, use_parameters};
use crate::upload::{Replacement, UploadFault};
use crate::visit::use_visit;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Parts {
    dump: Load<GetDump>,
    labelling: Change,
    deletion: Change,
    moves: Moves,
    replacement: Replacement,
    /// What has been typed, and not saved yet.
    label: RwSignal<Option<String>>,
    bytes: HexPart,
    processing: Load<GetProcessing>,
    again: Change,
}

/// Everything of it belongs to one dump, and is made anew for the next.
#[component]
pub(crate) fn DumpPage() -> impl IntoView {
    let id = use_id();
    move || view! { <OneDump id=DumpId(id.get()) /> }
}

#[component]
fn OneDump(id: DumpId) -> impl IntoView {
    let parameters = use_parameters();
    let list = ListQuery::of_parameters(&DUMPS, &parameters.read_untracked());
    let parts = Parts {
        dump: Load::new(move || GetDump { id }),
        labelling: Change::by::<UpdateLabel>(),
        deletion: Change::by::<api::DeleteDump>(),
        moves: Moves {
            archiving: Change::by::<ArchiveDump>(),
            restoring: Change::by::<RestoreDump>(),
        },
        processing: Load::new(move || GetProcessing { id }),
        again: Change::by::<ProcessAgain>(),
        label: RwSignal::new(None),
        bytes: HexPart::new(),
        replacement: Replacement::new(UploadFault::of_query(&parameters.read_untracked())),
    };
    let view = move |details| view! { <DumpView details parts /> }.into_any();
    view! {
        <DumpNavigation id list />
        <Loaded load=parts.dump skeleton=dump_skeleton view />
    }
}

#[component]
fn DumpView(details: DumpDetails, parts: Parts) -> impl IntoView {
    let DumpDetails {
        dump,
        submission,
        history,
    } = details;
    let (id, name, label) = (dump.id, dump.original_name.clone(), dump.label.clone());
    let on_replaced = Callback::new(move |()| {
        reset_form(&format!("/dumps/{id}/file"));
        focus_page();
        parts.dump.reload();
        parts.processing.reload();
    });
    let on_labelled = Callback::new(move |_| {
        parts.label.set(None);
        parts.dump.reload();
    });
    let toasts = use_toasts();
    let is_archived = dump.archived_size.is_some();
    let moved = format!(
        "{name} {}",
        if is_archived { "restored" } else { "archived" }
    );
    let on_moved = Callback::new(move |_| {
        toasts.done(moved.clone());
        parts.dump.reload();
    });
    let navigate = use_navigate();
    let deleted = format!("{name} deleted");
    let on_deleted = Callback::new(move |_| {
        toasts.done(deleted.clone());
        navigate("/dumps", NavigateOptions::default());
    });
    let bytes = (dump.damage.is_none()).then(|| {
        let (size, sha256) = (dump.size, dump.sha256.clone());
        view! { <HexView id size sha256 part=parts.bytes /> }
    });
    // A damaged dump is not moved.
    let can_move = use_visit().has_archive && dump.damage.is_none();
    let archive = can_move.then(|| {
        view! { <ArchivePanel id is_archived moves=parts.moves on_done=on_moved /> }
    });
    view! {
        <Title text=name.clone() />
        <header class="page__header">
            <h1 class="page__name">{name.clone()}</h1>
            <div class="page__actions">
                <a
                    class="button button--primary"
                    href=format!("/dumps/{id}/download")
                    rel="external"
                >
                    {Icon::Download.view()}
                    "Download"
                </a>
                <DeleteDump id name change=parts.deletion on_done=on_deleted />
            </div>
        </header>
        <ChangeError change=parts.deletion />
        <p class="standing">
            {(!label.is_empty()).then(|| view! { <LabelLink label=label.clone() /> })}
            <span class="facts__exact">
                <Size bytes=dump.size />
                ", uploaded "
                <Moment at=dump.time />
            </span>
        </p>
        {dump.damage.map(|damage| view! { <DamageNotice damage /> })}
        <CrashPanel id processing=parts.processing again=parts.again />
        <Panel title="Details">
            <LabelForm id label typed=parts.label change=parts.labelling on_done=on_labelled />
            <DumpFacts dump />
        </Panel>
        <SubmissionPanels submission />
        {bytes}
        <Panel title="Replace the file">
            <p>
                "The dump keeps its id, its label and its time; name and bytes become those of the new file. What is there now will be gone for good."
            </p>
            <ReplaceForm id replacement=parts.replacement on_replaced />
        </Panel>
        {archive}
        <Panel title="History">
            <DumpHistory history />
        </Panel>
    }
}

#[component]
fn DamageNotice(damage: Damage) -> impl IntoView {
    let text = match damage {
        Damage::Missing => "The file of this dump is missing from the server's storage.",
        Damage::Truncated => "The file of this dump is shorter or longer than what was uploaded.",
        Damage::Corrupt => "The file of this dump has changed on the server's disk.",
    };
    view! {
        <Alert tone=Tone::Danger>
            {text} " It cannot be downloaded. Replace it, or restore it from a backup."
        </Alert>
    }
}
