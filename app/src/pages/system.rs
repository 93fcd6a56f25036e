//! The server itself: what it stores, how it is, how it is set.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::{GetSystem, StartCheck, System};
use crate::change::Change;
use crate::components::{
    CheckPanel, ConfigTable, Loaded, LocalTime, Moment, Panel, StorageFacts, table_skeleton,
};
use crate::format::{dumps_in_words, with_separators};
use crate::load::Load;

#[component]
pub(crate) fn SystemPage() -> impl IntoView {
    let system = Load::new(|| GetSystem {});
    let check = Change::by::<StartCheck>();
    let view = move |state| view! { <SystemView state system check /> }.into_any();
    view! {
        <Title text="System" />
        <header class="page__header">
            <h1>"System"</h1>
        </header>
        <Loaded load=system skeleton=table_skeleton view />
    }
}

#[component]
fn SystemView(state: System, system: Load<GetSystem>, check: Change) -> impl IntoView {
    let on_news = Callback::new(move |()| system.reload());
    let dumps = state.storage.used.hot.amount.dumps + state.storage.used.archive.amount.dumps;
    view! {
        <Panel title="Server">
            <dl class="facts">
                <div>
                    <dt>"Version"</dt>
                    <dd>{state.version}</dd>
                </div>
                <div>
                    <dt>"Started"</dt>
                    <dd>
                        <Moment at=state.started />
                        <LocalTime at=state.started />
                    </dd>
                </div>
            </dl>
        </Panel>
        <Panel title="Storage">
            <StorageFacts storage=state.storage database=state.database />
        </Panel>
        <CheckPanel running=state.running_check last=state.last_check dumps change=check on_news />
        <Panel title="Background work">
            <dl class="facts">
                <div>
                    <dt>"Processing"</dt>
                    <dd>{processing(state.processing)}</dd>
                </div>
                <div>
                    <dt>"Archive"</dt>
                    <dd>{moves(state.moves)}</dd>
                </div>
                <div>
                    <dt>"Expired sessions"</dt>
                    <dd>{cleanup(state.cleanup)}</dd>
                </div>
            </dl>
        </Panel>
        <Panel title="Configuration">
            <p>
                "The values in force. They change with config.ini or the environment, and a restart; "
                <code>"crash-store check-config"</code> " tells beforehand what is wrong with them."
            </p>
            <ConfigTable keys=state.config />
        </Panel>
    }
}

fn processing((queued, running): (u64, u64)) -> String {
    match (queued, running) {
        (0, 0) => "Nothing is being processed".to_owned(),
        _ => format!(
            "{} at work, {} waiting",
            with_separators(running),
            dumps_in_words(queued)
        ),
    }
}

fn moves(number: usize) -> String {
    match number {
        0 => "Nothing is being moved".to_owned(),
        1 => "One dump is being moved".to_owned(),
        _ => format!("{number} dumps are being moved"),
    }
}

fn cleanup(last: Option<(i64, u64)>) -> AnyView {
    let Some((at, sessions)) = last else {
        return "Not looked for yet".into_any();
    };
    let text = match sessions {
        0 => "None was there".to_owned(),
        _ => format!("{} forgotten", with_separators(sessions)),
    };
    view! {
        {text}
        <span class="facts__exact">
            <Moment at />
        </span>
    }
    .into_any()
}
