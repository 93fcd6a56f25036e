//! The HTML document around the interface.

use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::App;
use crate::columns;
use crate::theme::Theme;

/// Where the browser finds the interface's files: absolute paths on this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    pub css: String,
    pub js: String,
    pub wasm: String,
}

/// The whole document of every page.
///
/// Leptos's own scripts are not used: they look for the files' names beside the
/// binary, which carries its files inside.
pub fn shell(assets: &Assets, options: LeptosOptions) -> impl IntoView + use<> {
    let Assets { css, js, wasm } = assets.clone();
    let start = format!(
        "import init, {{ hydrate }} from {js:?};\nawait init({{ module_or_path: {wasm:?} }});\nhydrate();"
    );
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=Theme::of_request().as_str() data-hidden=columns::of_request()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta
                    name="description"
                    content="Crash Store keeps the crash dumps of your applications."
                />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=css />
                <link rel="modulepreload" href=js />
                <link
                    rel="preload"
                    href=wasm
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin=""
                />
                <AutoReload options />
                <script type="module" nonce=leptos::nonce::use_nonce()>
                    {start}
                </script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
