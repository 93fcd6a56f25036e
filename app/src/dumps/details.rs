//! The page of one dump, in the parts between which its page shows what forms came to.

use leptos::prelude::*;
use model::{Damage, DumpId, Neighbours, Processing, ProcessingState, SignatureId};

use crate::api::{
    self, CrashReport, Drawing, Dump, History, ListQuery, ProcessAgain, StoredFile, Submission,
};
use crate::change::Change;
use crate::components::{
    Alert, ArchiveForm, ChangeForm, DeleteDump, DrawnError, DumpFacts, DumpHistory, DumpNavigation,
    Icon, LabelForm, LabelLink, Moment, Panel, ReplaceForm, Size, StackCopies, SubmissionPanels,
    SubmitButton, Tone,
};
use crate::draw::draw;
use crate::upload::UploadFault;

/// What is known of a dump.
pub(crate) struct DumpRecord {
    pub(crate) dump: Dump,
    pub(crate) submission: Submission,
    pub(crate) history: History,
    /// What stands beside it in `list`, the page of the list that one came from.
    pub(crate) neighbours: Neighbours,
    pub(crate) list: ListQuery,
    /// What became of a plain form that was to replace its file.
    pub(crate) fault: Option<UploadFault>,
    /// Of the server, as the browser knows it.
    pub(crate) origin: String,
    pub(crate) has_archive: bool,
}

impl DumpRecord {
    pub(crate) fn draw(self) -> Drawing {
        let Self {
            dump,
            submission,
            history,
            neighbours,
            list,
            fault,
            origin,
            has_archive,
        } = self;
        let (id, title) = (dump.id, dump.original_name.clone());
        // A damaged dump is not moved.
        let can_move = has_archive && dump.damage.is_none();
        let is_archived = dump.archived_size.is_some();
        let label = dump.label.clone();
        let file = dump.damage.is_none().then(|| StoredFile {
            size: dump.size,
            sha256: dump.sha256.clone(),
        });
        let parts = vec![
            draw(|| view! { <DumpNavigation neighbours list /> }),
            draw(|| head(&dump)),
            draw(|| view! { <LabelForm id label /> }),
            draw(|| {
                view! {
                    <Panel title="Details">
                        <DumpFacts dump origin />
                    </Panel>
                    <SubmissionPanels submission />
                }
            }),
            draw(|| view! { <ReplaceForm id fault /> }),
            draw(|| {
                view! {
                    {can_move.then(|| view! { <ArchiveForm id is_archived /> })}
                    <Panel title="History">
                        <DumpHistory history />
                    </Panel>
                }
            }),
        ];
        Drawing {
            title,
            file,
            ..Drawing::of(parts)
        }
    }
}

fn head(dump: &Dump) -> AnyView {
    let (id, name) = (dump.id, dump.original_name.clone());
    let change = Change::by::<api::DeleteDump>();
    let label = (!dump.label.is_empty()).then(|| dump.label.clone());
    view! {
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
                <DeleteDump id name change />
            </div>
        </header>
        <DrawnError change />
        <p class="standing">
            {label.map(|label| view! { <LabelLink label /> })} <span class="facts__exact">
                <Size bytes=dump.size />
                ", uploaded "
                <Moment at=dump.time />
            </span>
        </p>
        {dump.damage.map(|damage| view! { <DamageNotice damage /> })}
    }
    .into_any()
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

/// Why and where a program crashed, or how far the server is with that. `group` is that of the
/// signature.
pub(crate) fn draw_processing(
    id: DumpId,
    processing: Processing,
    group: Option<SignatureId>,
    report: Option<CrashReport>,
) -> String {
    draw(|| {
        let state = processing.state;
        let note = processing.note.unwrap_or_default();
        let content = match (state, report) {
            (_, Some(report)) => {
                let signature = processing.crash.signature.unwrap_or_default();
                let note =
                    (!note.is_empty()).then(|| view! { <Alert tone=Tone::Info>{note}</Alert> });
                view! {
                    {note}
                    <Report id report signature group />
                }
                .into_any()
            }
            (ProcessingState::Queued, None) => waiting("The dump waits for its turn to be read…"),
            (ProcessingState::Running, None) => waiting("The dump is being read…"),
            (ProcessingState::Failed, None) => view! { <Alert tone=Tone::Danger>"The dump is kept, but cannot be read: " {note}</Alert> }
            .into_any(),
            (ProcessingState::Done | ProcessingState::Other, None) => {
                view! { <p>{note} " It is kept as it came."</p> }.into_any()
            }
        };
        // Another look at the same bytes tells the same, as long as no later version knows more.
        let can_tell_more = state.is_over() && state != ProcessingState::Other;
        view! { <div class="crash">{content} {can_tell_more.then(|| view! { <ReadAgain id /> })}</div> }
    })
}

#[component]
fn ReadAgain(id: DumpId) -> impl IntoView {
    let change = Change::by::<ProcessAgain>();
    view! {
        <ChangeForm change class="inline-form" on_done=Callback::new(drop)>
            <input type="hidden" name="id" value=id.to_string() />
            <SubmitButton change class="button button--small">
                "Process again"
            </SubmitButton>
        </ChangeForm>
        <DrawnError change />
    }
}

fn waiting(text: &'static str) -> AnyView {
    view! { <p role="status">{text}</p> }.into_any()
}

#[component]
fn Report(
    id: DumpId,
    report: CrashReport,
    signature: String,
    group: Option<SignatureId>,
) -> impl IntoView {
    let signature = view! { <code>{signature}</code> };
    let signature = match group {
        Some(group) => view! {
            <a href=format!("/crashes/{group}") title="All crashes with this signature">
                {signature}
            </a>
        }
        .into_any(),
        None => signature.into_any(),
    };
    view! {
        <p class="crash__headline">{report.headline}</p>
        <p class="crash__signature">{signature}</p>
        <div class="crash__copies">
            <StackCopies text=report.text markdown=report.markdown />
            <a href=format!("/dumps/{id}/report.json") rel="external">
                "Report as JSON"
            </a>
        </div>
        <div class="crash" inner_html=report.html></div>
    }
}
