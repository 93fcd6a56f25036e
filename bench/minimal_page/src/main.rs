//! Prints the document around the page, rendered.

use leptos::prelude::*;
use minimal_page::App;

fn main() {
    let owner = Owner::new();
    let body = owner.with(|| view! { <App /> }.to_html());
    println!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page</title>
<link rel="modulepreload" href="minimal_page.js">
<link rel="preload" href="minimal_page_bg.wasm" as="fetch" type="application/wasm" crossorigin="">
<script>__RESOLVED_RESOURCES = []; __SERIALIZED_ERRORS = []; __INCOMPLETE_CHUNKS = [];</script>
<script type="module">
import init, {{ hydrate }} from "./minimal_page.js";
await init();
hydrate();
</script>
</head>
<body>{body}</body>
</html>"#
    );
}
