//! One symbol file: what is known of it, and its end.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{DeleteSymbol, GetSymbol, Symbol};
use crate::change::Change;
use crate::components::{
    ChangeError, Confirm, Copyable, Icon, Loaded, Moment, Panel, Size, Tone, dump_skeleton,
    use_toasts,
};
use crate::load::Load;
use crate::query::use_id;

#[component]
pub(crate) fn SymbolPage() -> impl IntoView {
    let id = use_id();
    let symbol = Load::new(move || GetSymbol { id: id.get() });
    let deletion = Change::by::<DeleteSymbol>();
    let view = move |symbol| view! { <SymbolView symbol deletion /> }.into_any();
    view! { <Loaded load=symbol skeleton=dump_skeleton view /> }
}

#[component]
fn SymbolView(symbol: Symbol, deletion: Change) -> impl IntoView {
    let name = symbol.debug_file.clone();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let told = format!("Symbols of {name} deleted");
    let on_done = Callback::new(move |_| {
        toasts.done(told.clone());
        navigate("/symbols", NavigateOptions::default());
    });
    view! {
        <Title text=name.clone() />
        <header class="page__header">
            <h1 class="page__name">{name.clone()}</h1>
            <div class="page__actions">
                <a class="button" href="/symbols">
                    "All symbols"
                </a>
                <Confirm
                    verb="Delete"
                    icon=Icon::Trash
                    tone=Tone::Danger
                    title="Delete this symbol file?"
                    id=symbol.id.to_string()
                    change=deletion
                    on_done
                >
                    <strong class="confirm__name">{name}</strong>
                    " will be gone for good. Stacks that were read with it stay readable."
                </Confirm>
            </div>
        </header>
        <ChangeError change=deletion />
        <Panel title="Symbol file">
            <Facts symbol />
        </Panel>
    }
}

#[component]
fn Facts(symbol: Symbol) -> impl IntoView {
    let text = |name: &'static str, text: Option<String>| {
        text.map(|text| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{text}</dd>
                </div>
            }
        })
    };
    view! {
        <dl class="facts">
            <div>
                <dt>"Debug id"</dt>
                <dd>
                    <Copyable what="debug id" text=symbol.debug_id />
                </dd>
            </div>
            {text("Program", symbol.code_file)}
            {text("Code id", symbol.code_id)}
            {text("Platform", Some(symbol.platform))}
            <div>
                <dt>"Size"</dt>
                <dd>
                    <Size bytes=symbol.bytes />
                </dd>
            </div>
            <div>
                <dt>"Uploaded"</dt>
                <dd>
                    <Moment at=symbol.uploaded />
                </dd>
            </div>
            {text("By", Some(symbol.by))}
            <div>
                <dt>"SHA-256"</dt>
                <dd>
                    <Copyable what="SHA-256" text=symbol.sha256 />
                </dd>
            </div>
        </dl>
    }
}
