//! One dump: what is known of it, and what can be done with it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use model::DumpId;
use web_sys::{Element, File, HtmlInputElement};

use crate::AppError;
use crate::api::{
    ArchiveDump, DUMPS, DeleteDump, Drawing, GetDump, GetProcessing, ListQuery, ProcessAgain,
    RestoreDump, StoredFile, UpdateLabel,
};
use crate::browser::{all, focus_page, look_again, mark, reset_form, target};
use crate::bundles;
use crate::change::Change;
use crate::components::{Drawn, ErrorView, HexPart, LoadedDrawing, dump_skeleton, use_toasts};
use crate::drawn_form::{self, Sent};
use crate::load::Load;
use crate::query::use_id;
use crate::upload::Replacement;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Parts {
    /// Of the dump, as it is told.
    name: StoredValue<String>,
    dump: Load<GetDump>,
    processing: Load<GetProcessing>,
    labelling: Change,
    deletion: Change,
    archiving: Change,
    restoring: Change,
    again: Change,
    /// Whether somebody has opened the bytes, and which of them are shown.
    has_bytes: RwSignal<bool>,
    bytes: HexPart,
    replacement: Replacement,
    is_replacing: RwSignal<bool>,
}

/// Everything of it belongs to one dump, and is made anew for the next.
#[component]
pub(crate) fn DumpPage() -> impl IntoView {
    let id = use_id();
    move || view! { <OneDump id=DumpId(id.get()) /> }
}

#[component]
fn OneDump(id: DumpId) -> impl IntoView {
    let query = use_location().search.get_untracked();
    // What became of a plain form is told once, with the document.
    let list = ListQuery::of_text(&DUMPS, &query);
    let back = list.url();
    let query = if cfg!(feature = "ssr") {
        query
    } else {
        list.text()
    };
    let dump = Load::new(move || GetDump {
        id,
        query: query.clone(),
    });
    let processing = Load::new(move || GetProcessing { id });
    let on_replaced = Callback::new(move |()| {
        reset_form(&format!("/dumps/{id}/file"));
        focus_page();
        dump.reload();
        processing.reload();
    });
    let parts = Parts {
        name: StoredValue::default(),
        dump,
        processing,
        labelling: Change::by::<UpdateLabel>(),
        deletion: Change::by::<DeleteDump>(),
        archiving: Change::by::<ArchiveDump>(),
        restoring: Change::by::<RestoreDump>(),
        again: Change::by::<ProcessAgain>(),
        has_bytes: RwSignal::new(false),
        bytes: HexPart::new(),
        replacement: Replacement::new(id, on_replaced),
        is_replacing: RwSignal::new(false),
    };
    let changes = changes(&parts, back);
    let view = move |drawing| view! { <Details id drawing parts changes /> }.into_any();
    view! { <LoadedDrawing load=dump skeleton=dump_skeleton view /> }
}

#[component]
fn Details(id: DumpId, drawing: Drawing, parts: Parts, changes: [Sent; 5]) -> AnyView {
    let Parts {
        replacement,
        is_replacing,
        ..
    } = parts;
    // As `DumpRecord` draws them.
    let Ok([navigation, head, label, facts, replace, rest]) =
        <[String; 6]>::try_from(drawing.parts)
    else {
        let error = AppError::Outdated;
        return view! { <ErrorView error /> }.into_any();
    };
    parts.name.set_value(drawing.title.clone());
    for (change, _) in changes {
        drawn_form::follow(change);
    }
    let on_submit = move |event: SubmitEvent| drawn_form::send(&event, &changes);
    let on_replace = move |event: SubmitEvent| {
        event.prevent_default();
        hide_fault(&event);
        replacement.give(chosen_file(&event));
        is_replacing.set(true);
    };
    let replacing = move || {
        is_replacing
            .get()
            .then(|| bundles::replacement_progress(replacement))
    };
    view! {
        <Title text=drawing.title />
        <div class="drawn" on:submit=on_submit on:input=|event| drawn_form::forget(&event)>
            <Drawn html=navigation />
            <Drawn html=head />
            <Drawn html=label />
            <section class="panel">
                <h2>"Crash"</h2>
                <Crash processing=parts.processing />
            </section>
            <Drawn html=facts />
            {drawing.file.map(|file| view! { <Bytes id file parts /> })}
            <div class="panel" on:submit=on_replace>
                <Drawn html=replace />
                {replacing}
            </div>
            <Drawn html=rest />
        </div>
    }
    .into_any()
}

/// What the forms on the page send, and what comes after each.
/// `back` is the page of the list that one came from.
fn changes(parts: &Parts, back: String) -> [Sent; 5] {
    let parts = *parts;
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let tell = move |what: &str| toasts.done(format!("{} {what}", parts.name.get_value()));
    let on_deleted = Callback::new(move |_| {
        tell("deleted");
        navigate(&back, NavigateOptions::default());
    });
    let moved = move |what: &'static str| {
        Callback::new(move |_| {
            tell(what);
            focus_page();
            parts.dump.reload();
        })
    };
    [
        (parts.deletion, on_deleted),
        (parts.labelling, Callback::new(move |_| parts.dump.reload())),
        (parts.archiving, moved("archived")),
        (parts.restoring, moved("restored")),
        (
            parts.again,
            Callback::new(move |_| parts.processing.reload()),
        ),
    ]
}

/// Why and where the program crashed; asked for again until the server knows.
#[component]
fn Crash(processing: Load<GetProcessing>) -> impl IntoView {
    let view = move |drawing: Drawing| {
        if !drawing.is_final {
            look_again(Callback::new(move |()| processing.reload()));
        }
        let html = drawing.parts.concat();
        view! { <Drawn html /> }.into_any()
    };
    view! { <LoadedDrawing load=processing skeleton=nothing_yet view /> }
}

/// As high as a line.
fn nothing_yet() -> AnyView {
    view! { <p role="status">"…"</p> }.into_any()
}

/// The bytes of the file, for whoever opens them; needs JavaScript.
#[component]
fn Bytes(id: DumpId, file: StoredFile, parts: Parts) -> impl IntoView {
    let is_open = parts.has_bytes;
    let open = move |_| {
        if !is_open.get_untracked() {
            is_open.set(true);
        }
    };
    view! {
        <details class="panel needs-js" on:toggle=open>
            <summary>
                <h2>"Bytes"</h2>
            </summary>
            {move || is_open.get().then(|| bundles::hex_view(id, file.clone(), parts.bytes))}
        </details>
    }
}

/// What became of a plain form that was sent before.
fn hide_fault(event: &SubmitEvent) {
    let panel = target(event).and_then(|form| form.parent_element());
    for fault in panel.map_or_else(Vec::new, |panel| all::<Element>(&panel, "[role=alert]")) {
        mark(&fault, "hidden", true);
    }
}

fn chosen_file(event: &SubmitEvent) -> Option<File> {
    let field = all::<HtmlInputElement>(&target(event)?, "[type=file]").pop()?;
    field.files()?.get(0)
}
