//! Rows, and what stands in them.

use leptos::prelude::*;
use model::{ClientState, Damage, DumpId, SignatureId, SignatureState};

use crate::api::{CRASHES, CrashGroup, DUMPS, Dump, Duplicate, ListQuery, Standing};
use crate::clock::use_clock;
use crate::components::archived_tag::ArchivedTag;
use crate::components::client_tag::ClientTag;
use crate::components::dump_table::DumpTable;
use crate::components::label_link::LabelLink;
use crate::components::pagination::Pagination;
use crate::components::panel::Panel;
use crate::components::signature_table::SignatureTable;
use crate::components::upload_row::Status;
use crate::query::Parameters;
use crate::upload::{Progress, UploadFault, UploadState};

const MIB: u64 = 1024 * 1024;
/// As the server draws it.
const SPARKLINE: &str = r#"<svg class="sparkline" viewBox="0 0 16 20" width="16" height="20" role="img" aria-label="9 in the last 4 days"><rect x="0" y="15" width="3" height="5"/><rect x="8" y="0" width="3" height="20"/></svg>"#;

#[component]
pub(super) fn Tags() -> impl IntoView {
    view! {
        <Panel title="Tags">
            <p class="page__actions">
                <span class="tag">"Plain"</span>
                <LabelLink label="v1.2.3".to_owned() />
                <LabelLink label="a label that is longer than its place".repeat(3) />
                <ArchivedTag archived_size=Some(MIB) />
                <ClientTag state=ClientState::Expired />
                <ClientTag state=ClientState::Revoked />
                <span class="badge">"3"</span>
            </p>
        </Panel>
    }
}

#[component]
pub(super) fn Tables() -> impl IntoView {
    let now = use_clock().now();
    let plain = Dump {
        id: DumpId(1),
        original_name: "app.dmp".to_owned(),
        stored_name: String::new(),
        time: now - 60,
        label: "v1.2.3".to_owned(),
        size: MIB,
        sha256: "9f86d081884c7d65".repeat(4),
        damage: None,
        archived_size: None,
        crash: None,
    };
    let dumps = vec![
        Dump {
            original_name: "a-name-that-is-longer-than-its-column-".repeat(6),
            label: "a label that is longer than its place".repeat(3),
            ..plain.clone()
        },
        Dump {
            id: DumpId(2),
            crash: Some((SignatureId(1), "abort | copy_field".to_owned())),
            damage: Some(Damage::Missing),
            ..plain.clone()
        },
        Dump {
            id: DumpId(3),
            archived_size: Some(MIB / 4),
            label: String::new(),
            ..plain.clone()
        },
        plain,
    ];
    let list = ListQuery::of_parameters(&DUMPS, &Parameters::default());
    let query = ListQuery::of_parameters(&DUMPS, &Parameters::default()).at(Some("somewhere"));
    view! {
        <DumpTable dumps list />
        <Pagination query next=Some("further".to_owned()) />
    }
}

#[component]
pub(super) fn Crashes() -> impl IntoView {
    let now = use_clock().now();
    let group = |id, signature: String, state, text: &str, is_back| CrashGroup {
        id: SignatureId(id),
        signature,
        crashes: 1_234,
        versions: "2.1, 2.0, …".to_owned(),
        platforms: "Linux, Windows".to_owned(),
        first_seen: now - 900_000,
        last_seen: now - 60,
        first_version: None,
        standing: Standing {
            state,
            text: text.to_owned(),
            is_back,
        },
        sparkline: SPARKLINE.to_owned(),
    };
    let long = "abort | a::function::whose_name_is_longer_than_its_column | ".repeat(4);
    let short = || "abort | copy_field".to_owned();
    let groups = vec![
        group(1, long, SignatureState::Open, "Open", false),
        group(2, short(), SignatureState::Open, "Came back in 2.1", true),
        group(
            3,
            short(),
            SignatureState::Resolved,
            "Resolved in 2.0",
            false,
        ),
        group(4, short(), SignatureState::Ignored, "Ignored", false),
    ];
    let query = ListQuery::of_parameters(&CRASHES, &Parameters::default());
    view! { <SignatureTable groups query /> }
}

#[component]
pub(super) fn Uploads() -> impl IntoView {
    let sending = Progress::begin(0).advance(30 * MIB, 90 * MIB, 4_000);
    let known = Duplicate {
        id: DumpId(1),
        original_name: "app.dmp".to_owned(),
        uploaded: "5 minutes ago".to_owned(),
    };
    let states = [
        UploadState::Staged,
        UploadState::Queued,
        UploadState::Looking(45 * MIB),
        UploadState::Known(known),
        UploadState::Sending(sending),
        UploadState::Waiting,
        UploadState::Paused,
        UploadState::Stored(DumpId(1)),
        UploadState::Failed(UploadFault::TooLarge),
        UploadState::Cancelled,
    ];
    let row = |state| {
        let state = RwSignal::new(state);
        view! {
            <li class="upload">
                <div class="upload__head">
                    <span class="upload__name">"app.dmp"</span>
                </div>
                <Status state size=90 * MIB />
            </li>
        }
    };
    view! {
        <section class="uploads" aria-label="States of an upload">
            <ul>{states.map(row).collect_view()}</ul>
        </section>
    }
}
