//! What lies where, and what room is left.

use leptos::prelude::*;
use model::{Database, Storage, TierUse};

use super::size::Size;
use crate::format::{dumps_in_words, human_bytes};

#[component]
pub(crate) fn StorageFacts(storage: Storage, database: Database) -> impl IntoView {
    let used = storage.used;
    let archive = match storage.archive_free_bytes {
        Some(free_bytes) => tier(used.archive, free_bytes),
        None => view! {
            <span>
                "None. With a folder under " <code>"[archive] dir"</code>
                ", dumps that are seldom looked at can move there, compressed."
            </span>
        }
        .into_any(),
    };
    view! {
        <dl class="facts">
            <div>
                <dt>"Dumps"</dt>
                <dd>{tier(used.hot, storage.free_bytes)}</dd>
            </div>
            <div>
                <dt>"Archive"</dt>
                <dd>{archive}</dd>
            </div>
            <div>
                <dt>"Database"</dt>
                <dd>{database.kind} <Size bytes=database.bytes /></dd>
            </div>
        </dl>
    }
}

fn tier(tier: TierUse, free_bytes: u64) -> AnyView {
    let (uploaded, stored) = (tier.amount.bytes, tier.stored_bytes);
    let compressed = (stored < uploaded).then(|| format!("of {} uploaded,", human_bytes(uploaded)));
    view! {
        {dumps_in_words(tier.amount.dumps)}
        <Size bytes=stored />
        <span class="facts__exact">{compressed} " " {human_bytes(free_bytes)} " free"</span>
    }
    .into_any()
}
