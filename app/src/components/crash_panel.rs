//! Why and where a program crashed.

use leptos::prelude::*;
use model::{DumpId, ProcessingState, SignatureId};

use super::alert::{Alert, Tone};
use super::change_error::ChangeError;
use super::change_form::ChangeForm;
use super::copy_button::CopyButton;
use super::loaded::Loaded;
use super::panel::Panel;
use super::submit_button::SubmitButton;
use crate::api::{CrashReport, GetProcessing, Processing};
use crate::browser::look_again;
use crate::change::Change;
use crate::load::Load;

#[component]
pub(crate) fn CrashPanel(
    id: DumpId,
    processing: Load<GetProcessing>,
    again: Change,
) -> impl IntoView {
    let on_news = Callback::new(move |()| processing.reload());
    let view = move |answer| view! { <State id processing=answer again on_news /> }.into_any();
    view! {
        <Panel title="Crash">
            <Loaded load=processing skeleton=|| waiting("…") view />
        </Panel>
    }
}

#[component]
fn State(
    id: DumpId,
    processing: Processing,
    again: Change,
    /// There is something new to load.
    on_news: Callback<()>,
) -> impl IntoView {
    let is_over = processing.state.is_over();
    if !is_over {
        look_again(on_news);
    }
    let note = processing.note.unwrap_or_default();
    let content = match (processing.state, processing.report) {
        (_, Some(report)) => {
            let signature = processing.signature.unwrap_or_default();
            let note = (!note.is_empty()).then(|| view! { <Alert tone=Tone::Info>{note}</Alert> });
            view! {
                {note}
                <Report id report signature group=processing.group />
            }
            .into_any()
        }
        (ProcessingState::Queued, None) => waiting("The dump waits for its turn to be read…"),
        (ProcessingState::Running, None) => waiting("The dump is being read…"),
        (ProcessingState::Failed, None) => {
            view! { <Alert tone=Tone::Danger>"The dump is kept, but cannot be read: " {note}</Alert> }
                .into_any()
        }
        (ProcessingState::Done | ProcessingState::Other, None) => {
            view! { <p>{note} " It is kept as it came."</p> }.into_any()
        }
    };
    // Another look at the same bytes tells the same, as long as no later version knows more.
    let form = (is_over && processing.state != ProcessingState::Other).then(|| {
        let on_done = Callback::new(move |_| on_news.run(()));
        view! {
            <ChangeForm change=again class="inline-form" on_done>
                <input type="hidden" name="id" value=id.to_string() />
                <SubmitButton change=again class="button button--small">
                    "Process again"
                </SubmitButton>
            </ChangeForm>
            <ChangeError change=again />
        }
    });
    view! { <div class="crash">{content} {form}</div> }
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

/// The crashing thread, for messages and issue trackers.
#[component]
pub(super) fn StackCopies(text: String, markdown: String) -> impl IntoView {
    view! {
        <CopyButton what="stack as text" text />
        "Stack as text"
        <CopyButton what="stack as Markdown" text=markdown />
        "as Markdown"
    }
}
