//! The shape of what is being loaded.

use leptos::prelude::*;

const ROW: &str = r#"<div class="skeleton__row"></div>"#;
const ROWS: usize = 8;

pub(crate) fn table_skeleton() -> AnyView {
    skeleton(ROW.repeat(ROWS))
}

pub(crate) fn dump_skeleton() -> AnyView {
    const SHAPES: &str =
        r#"<div class="skeleton__title"></div><div class="skeleton__panel"></div>"#;
    skeleton(SHAPES.to_owned())
}

fn skeleton(html: String) -> AnyView {
    view! { <div class="skeleton" role="status" aria-label="Loading" inner_html=html></div> }
        .into_any()
}
