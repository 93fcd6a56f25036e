//! Prints the page as its server sends it.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use http_body_util::BodyExt;
use leptos::prelude::*;
use small_page::App;
use tower::ServiceExt;

fn document() -> impl IntoView {
    const START: &str =
        r#"import init, { hydrate } from "./small_page.js"; await init(); hydrate();"#;
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>"A page"</title>
                <link rel="modulepreload" href="small_page.js" />
                <link
                    rel="preload"
                    href="small_page_bg.wasm"
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin=""
                />
                <script type="module" inner_html=START></script>
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Has Leptos run its tasks on this runtime.
    leptos_axum::generate_route_list(App);
    let server = Router::new().route("/", get(leptos_axum::render_app_async(document)));
    let answer = server
        .oneshot(Request::get("/").body(Body::empty())?)
        .await?;
    let page = answer.into_body().collect().await?.to_bytes();
    println!("{}", std::str::from_utf8(&page)?);
    Ok(())
}
