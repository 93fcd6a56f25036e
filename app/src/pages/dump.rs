//! One dump: what is known of it, and what can be done with it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use model::DumpId;
use web_sys::{File, HtmlFormElement, HtmlInputElement};

use crate::api::{
    ArchiveDump, DeleteDump, Drawing, GetDump, GetProcessing, ProcessAgain, RestoreDump,
    UpdateLabel,
};
use crate::browser::{all, focus_page, look_again, reset_form, when_drawn};
use crate::bundles;
use crate::change::Change;
use crate::components::{Drawn, HexPart, LoadedDrawing, dump_skeleton, use_toasts};
use crate::drawn_form::{self, Sent};
use crate::load::Load;
use crate::query::use_id;
use crate::upload::Replacement;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Parts {
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
    let view = move |drawing| view! { <Details id drawing parts /> }.into_any();
    view! { <LoadedDrawing load=dump skeleton=dump_skeleton view /> }
}

#[component]
fn Details(id: DumpId, drawing: Drawing, parts: Parts) -> impl IntoView {
    let Parts {
        replacement,
        is_replacing,
        ..
    } = parts;
    let (has_file, changes) = (drawing.has_file, changes(&drawing.title, parts));
    // As `DumpRecord` draws them.
    let drawn: [String; 6] = drawing.parts.try_into().unwrap_or_default();
    let [navigation, head, label, facts, replace, rest] = drawn;
    for (change, _) in &changes {
        drawn_form::follow(*change);
    }
    Effect::new(move || {
        if parts.labelling.is_done() {
            when_drawn(keep_focus);
        }
    });
    let on_submit = move |event: SubmitEvent| drawn_form::send(&event, &changes);
    let on_replace = move |event: SubmitEvent| {
        event.prevent_default();
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
        <div class="drawn" on:submit=on_submit>
            <Drawn html=navigation />
            <Drawn html=head />
            <Drawn html=label />
            <section class="panel">
                <h2>"Crash"</h2>
                <Crash processing=parts.processing />
            </section>
            <Drawn html=facts />
            {has_file.then(|| view! { <Bytes id parts /> })}
            <div class="panel" on:submit=on_replace>
                <Drawn html=replace />
                {replacing}
            </div>
            <Drawn html=rest />
        </div>
    }
}

/// What the forms on the page send, and what comes after each.
fn changes(name: &str, parts: Parts) -> [Sent; 5] {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let told = |what: &str| {
        let text = format!("{name} {what}");
        move |_| {
            toasts.done(text.clone());
            focus_page();
            parts.dump.reload();
        }
    };
    let deleted = format!("{name} deleted");
    let on_deleted = Callback::new(move |_| {
        toasts.done(deleted.clone());
        navigate("/dumps", NavigateOptions::default());
    });
    [
        (parts.deletion, on_deleted),
        (parts.labelling, Callback::new(move |_| parts.dump.reload())),
        (parts.archiving, Callback::new(told("archived"))),
        (parts.restoring, Callback::new(told("restored"))),
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
fn Bytes(id: DumpId, parts: Parts) -> impl IntoView {
    let is_open = parts.has_bytes;
    view! {
        <details class="panel needs-js" on:toggle=move |_| is_open.set(true)>
            <summary>
                <h2>"Bytes"</h2>
            </summary>
            {move || is_open.get().then(|| bundles::hex_view(id, parts.bytes))}
        </details>
    }
}

/// The form in which a label was saved has been drawn anew; whoever was in it goes on there.
fn keep_focus() {
    let (focused, body) = (document().active_element(), document().body());
    let field = document().get_element_by_id("label");
    if focused == body.map(Into::into)
        && let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
    {
        // An element in the document takes the focus; there is no error to tell.
        let _ = field.focus();
    }
}

fn chosen_file(event: &SubmitEvent) -> Option<File> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let field = all::<HtmlInputElement>(&form, "[type=file]").pop()?;
    field.files()?.get(0)
}
