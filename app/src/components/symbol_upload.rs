//! Sending symbol files from the browser: a plain form.

use leptos::prelude::*;

use super::alert::{Alert, Tone};
use super::panel::Panel;
use crate::symbol_fault::SymbolFault;

/// `stored` is how many were new of those that were just sent.
#[component]
pub(crate) fn SymbolUpload(fault: Option<SymbolFault>, stored: Option<u64>) -> impl IntoView {
    let told = stored.map(|stored| match stored {
        0 => "These files were there already.".to_owned(),
        1 => "1 new symbol file is stored.".to_owned(),
        _ => format!("{stored} new symbol files are stored."),
    });
    view! {
        {fault.map(|fault| view! { <Alert tone=Tone::Danger>{fault.to_string()}</Alert> })}
        {told.map(|told| view! { <Alert tone=Tone::Good>{told}</Alert> })}
        <Panel title="Upload symbol files">
            <form class="form" method="post" action="/symbols" enctype="multipart/form-data">
                <div class="field">
                    <label class="field__label" for="symbol_file">
                        "Choose files"
                    </label>
                    <input
                        class="input"
                        id="symbol_file"
                        name="symbol_file"
                        type="file"
                        multiple
                        required
                        aria-describedby="symbol_file-hint"
                    />
                    <p class="field__hint" id="symbol_file-hint">
                        "What dump_syms has made (.sym), plain, as gzip or zstd, or a ZIP of many."
                    </p>
                </div>
                <button class="button button--primary" type="submit">
                    "Upload"
                </button>
            </form>
        </Panel>
    }
}
