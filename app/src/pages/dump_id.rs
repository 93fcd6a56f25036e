//! The dump that a page is about.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::DumpId;

/// No dump has it, so that whatever is no id leads to the page of a missing dump.
const NO_DUMP: DumpId = DumpId(0);

/// The id in the path.
pub(super) fn use_dump_id() -> Memo<DumpId> {
    let parameters = use_params_map();
    Memo::new(move |_| {
        parameters
            .read()
            .get_str("id")
            .and_then(|id| id.parse().ok())
            .map_or(NO_DUMP, DumpId)
    })
}
