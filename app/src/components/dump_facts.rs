//! What is known about a dump.

use leptos::prelude::*;

use super::archived_tag::ArchivedTag;
use super::copyable::Copyable;
use super::local_time::LocalTime;
use super::moment::Moment;
use crate::api::Dump;
use crate::format::{exact_bytes, human_bytes};

#[component]
pub(crate) fn DumpFacts(
    dump: Dump,
    /// Scheme, host and port of this server as the browser knows it.
    origin: String,
) -> impl IntoView {
    let link = format!("{origin}/dumps/{}", dump.id);
    // The file gets the name that the server tells.
    let command = format!(
        "curl -OJ -H \"Authorization: Bearer $TOKEN\" {origin}/api/dumps/{}/download/",
        dump.id
    );
    // Below that, the size for people is exact already.
    let exact_size = (dump.size >= 1024).then(|| exact_bytes(dump.size));
    let archived = dump.archived_size.map(|size| {
        view! {
            <div>
                <dt>"Storage"</dt>
                <dd>
                    <ArchivedTag archived_size=dump.archived_size />
                    {human_bytes(size)}
                    <span class="facts__exact">"compressed"</span>
                </dd>
            </div>
        }
    });
    view! {
        <dl class="facts">
            <div>
                <dt>"Size"</dt>
                <dd>{human_bytes(dump.size)} <span class="facts__exact">{exact_size}</span></dd>
            </div>
            {archived}
            <div>
                <dt>"Uploaded"</dt>
                <dd>
                    <Moment at=dump.time />
                    <LocalTime at=dump.time />
                </dd>
            </div>
            <div>
                <dt>"SHA-256"</dt>
                <dd>
                    <Copyable what="SHA-256" text=dump.sha256 />
                </dd>
            </div>
            <div>
                <dt>"Id"</dt>
                <dd>
                    <Copyable what="id" text=dump.id.to_string() />
                </dd>
            </div>
            <div>
                <dt>"Link"</dt>
                <dd>
                    <Copyable what="link" text=link />
                </dd>
            </div>
            <div>
                <dt>"Command"</dt>
                <dd>
                    <Copyable what="command" text=command />
                    <span class="facts__exact">
                        "TOKEN: " <a href="/api/docs/" rel="external">
                            "an access token"
                        </a>
                    </span>
                </dd>
            </div>
            <div>
                <dt>"Stored as"</dt>
                <dd>
                    <code>{dump.stored_name}</code>
                </dd>
            </div>
        </dl>
    }
}
