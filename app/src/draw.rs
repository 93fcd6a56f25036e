//! Drawing on the server what the browser shows as it is (`Drawn`). On the server alone.

use leptos::prelude::*;

use crate::clock::Clock;

/// A view as HTML; ages in it are those of this moment.
pub(crate) fn draw<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| {
        Clock::provide(chrono::Utc::now().timestamp());
        view().into_view().to_html()
    })
}
