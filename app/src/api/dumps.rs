//! Dumps, all but their bytes: those come and go by plain HTTP.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "server functions are asynchronous")
)]

use leptos::prelude::*;
use model::{Damage, DumpId, SignatureId};
use serde::{Deserialize, Serialize};

use super::drawing::Drawing;
#[cfg(feature = "ssr")]
use super::list_query::{DUMPS, ListQuery};
#[cfg(feature = "ssr")]
use super::submission::Submission;
use crate::json::Answer;
use crate::question::Question;
use crate::{AppError, query};

/// A dump as pages show it: numbers and texts, which the browser can read without the
/// parsers of `model::Dump`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dump {
    pub id: DumpId,
    pub original_name: String,
    pub stored_name: String,
    /// When the upload was complete, in seconds since 1970.
    pub time: i64,
    pub label: String,
    /// Length in bytes.
    pub size: u64,
    /// 64 hex digits.
    pub sha256: String,
    pub damage: Option<Damage>,
    /// What the bytes take in the archive, if they lie there.
    pub archived_size: Option<u64>,
    /// The group of its crash, in lists.
    pub crash: Option<(SignatureId, String)>,
}

/// A name that nobody could see is no link.
#[cfg(feature = "ssr")]
fn shown_name(name: String) -> String {
    if name.trim().is_empty() {
        "(no name)".to_owned()
    } else {
        name
    }
}

#[cfg(feature = "ssr")]
impl From<model::Dump> for Dump {
    fn from(dump: model::Dump) -> Self {
        Self {
            id: dump.id,
            original_name: shown_name(dump.original_name),
            stored_name: dump.stored_name.to_string(),
            time: dump.time.timestamp(),
            label: dump.label,
            size: dump.size,
            sha256: dump.sha256.to_string(),
            damage: dump.damage,
            archived_size: dump.archived_size,
            crash: None,
        }
    }
}

/// Dumps as lists show them: with their crashes.
#[cfg(feature = "ssr")]
pub(super) async fn with_crashes(
    context: &crate::context::AppContext,
    dumps: Vec<model::Dump>,
) -> Result<Vec<Dump>, AppError> {
    let ids: Vec<DumpId> = dumps.iter().map(|dump| dump.id).collect();
    let reports = &context.service.reports;
    let mut crashes = reports.signatures_of(context.member()?, &ids).await?;
    let dumps = dumps.into_iter().map(|dump| Dump {
        crash: crashes.remove(&dump.id),
        ..Dump::from(dump)
    });
    Ok(dumps.collect())
}

/// One page of the dumps that a `ListQuery` asks for.
#[server(prefix = "/ui/api", endpoint = "list_dumps", output = Answer)]
pub async fn list_dumps(#[server(default)] query: String) -> Result<Drawing, AppError> {
    use model::SignatureKey;
    use service::Error;

    use super::dump_list_request;
    use crate::context::AppContext;
    use crate::dumps::Listing;

    let context = AppContext::current();
    let (dumps, member) = (&context.service.dumps, context.member()?);
    let request = dump_list_request::parse(&query, chrono::Utc::now()).map_err(Error::from)?;
    // Asked for first: what comes meanwhile is news rather than passed over.
    let newest = dumps.newest(member).await?;
    let page = dumps.list(member, &request).await?;
    let signatures = &context.service.signatures;
    let signature = match request.filter.signature {
        None => None,
        Some(SignatureKey::Id(id)) => {
            let group = signatures.get(member, id).await?.summary;
            Some((group.id, group.signature))
        }
        // One that is not there has no dumps, and no page.
        Some(SignatureKey::Text(text)) => {
            let id = signatures.find(member, &text).await?;
            id.map(|id| (id, text))
        }
    };
    let listing = Listing {
        query: ListQuery::of_text(&DUMPS, &query),
        rows: with_crashes(&context, page.rows).await?,
        next: page.next,
        signature,
    };
    Ok(Drawing {
        newest,
        ..Drawing::of(vec![listing.draw()])
    })
}

impl Question for ListDumps {
    fn parameters(&self) -> String {
        query::form(&[("query", Some(&self.query))])
    }
}

/// The form by which the list is filtered, and the choice of columns.
#[server(prefix = "/ui/api", endpoint = "draw_dump_filter", output = Answer)]
pub async fn draw_dump_filter(#[server(default)] query: String) -> Result<Drawing, AppError> {
    use crate::components::{ColumnChoice, DumpFilter};
    use crate::context::AppContext;
    use crate::draw::draw;

    AppContext::current().member()?;
    let query = Signal::stored(ListQuery::of_text(&DUMPS, &query));
    Ok(Drawing::of(vec![
        draw(|| view! { <ColumnChoice /> }),
        draw(|| view! { <DumpFilter query /> }),
    ]))
}

impl Question for DrawDumpFilter {
    fn parameters(&self) -> String {
        query::form(&[("query", Some(&self.query))])
    }
}

/// Whether a file of `size` bytes can be there already.
#[server(prefix = "/ui/api", endpoint = "has_size", output = Answer)]
pub async fn has_size(size: u64) -> Result<bool, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let dumps = &context.service.dumps;
    Ok(dumps.has_size(context.member()?, size).await?)
}

/// A dump that has the bytes of a file which is about to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    pub id: DumpId,
    pub original_name: String,
    /// When it was uploaded, in words.
    pub uploaded: String,
}

/// The first dump whose bytes have that SHA-256, in hex.
#[server(prefix = "/ui/api", endpoint = "find_duplicate", output = Answer)]
pub async fn find_duplicate(sha256: String) -> Result<Option<Duplicate>, AppError> {
    use crate::context::AppContext;
    use crate::format::ago;

    let context = AppContext::current();
    // The interface sends no other.
    let sha256 = sha256.parse().map_err(|_| super::refusal::outdated())?;
    let dumps = &context.service.dumps;
    let found = dumps.find_by_sha256(context.member()?, sha256).await?;
    let now = chrono::Utc::now().timestamp();
    Ok(found.map(|dump| Duplicate {
        id: dump.id,
        original_name: dump.original_name,
        uploaded: ago(now - dump.time.timestamp()),
    }))
}

/// How many of the dumps that came after `since` are in a list, in words; `None` when
/// none is.
#[server(prefix = "/ui/api", endpoint = "count_new_dumps", output = Answer)]
pub async fn count_new_dumps(
    #[server(default)] query: String,
    since: DumpId,
) -> Result<Option<String>, AppError> {
    use service::Error;

    use super::dump_list_request;
    use crate::context::AppContext;

    let context = AppContext::current();
    let dumps = &context.service.dumps;
    let query = dump_list_request::parse(&query, chrono::Utc::now()).map_err(Error::from)?;
    let newer = dumps.count_newer(context.member()?, query.filter, since);
    Ok(match newer.await? {
        Some(0) => None,
        Some(1) => Some("1 new dump".to_owned()),
        Some(count) => Some(format!("{count} new dumps")),
        None => Some("More than 100 new dumps".to_owned()),
    })
}

/// All in one answer: a change of the dump is in its history, and they are shown together.
/// `query` is what else the page was asked with: the list that one came from, and what became of a
/// plain form.
#[server(prefix = "/ui/api", endpoint = "get_dump", output = Answer)]
pub async fn get_dump(id: DumpId, #[server(default)] query: String) -> Result<Drawing, AppError> {
    use model::Neighbours;
    use service::Error;

    use super::dump_list_request;
    use crate::context::AppContext;
    use crate::dumps::DumpRecord;
    use crate::query::Parameters;
    use crate::upload::UploadFault;
    use crate::visit;

    let context = AppContext::current();
    let (dumps, member) = (&context.service.dumps, context.member()?);
    let dump = dumps.get(member, id).await?.into();
    let submission = match dumps.submission(member, id).await {
        // It came alone.
        Err(Error::NotFound(_)) => Submission::default(),
        submission => Submission::of(id, submission?),
    };
    let list = ListQuery::of_text(&DUMPS, &query);
    let request = dump_list_request::parse_or_all(&list.at(None).text(), chrono::Utc::now());
    let neighbours = dumps.neighbours(member, id, &request.filter, request.ordering);
    let record = DumpRecord {
        dump,
        submission,
        history: dumps.history(member, id).await?.into(),
        neighbours: match neighbours.await {
            // It has just been deleted.
            Err(Error::NotFound(_)) => Neighbours::default(),
            neighbours => neighbours?,
        },
        list,
        fault: UploadFault::of_query(&Parameters::parse(&query)),
        origin: visit::origin(&context),
        has_archive: dumps.has_archive(),
    };
    Ok(record.draw())
}

impl Question for GetDump {
    fn parameters(&self) -> String {
        query::form(&[
            ("id", Some(&self.id.to_string())),
            ("query", Some(&self.query)),
        ])
    }
}

#[server(prefix = "/ui/api", endpoint = "update_label", output = Answer)]
pub async fn update_label(id: DumpId, label: String) -> Result<(), AppError> {
    use super::labels::parse_label;
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let member = context.member()?;
    let label = parse_label(&label)?;
    let dumps = &context.service.dumps;
    dumps.update(member, id, None, Some(label)).await?;
    redirect_plain_form(&format!("/dumps/{id}"));
    Ok(())
}

#[server(prefix = "/ui/api", endpoint = "archive_dump", output = Answer)]
pub async fn archive_dump(id: DumpId) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    context.service.dumps.archive(context.member()?, id).await?;
    redirect_plain_form(&format!("/dumps/{id}"));
    Ok(())
}

#[server(prefix = "/ui/api", endpoint = "restore_dump", output = Answer)]
pub async fn restore_dump(id: DumpId) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    context.service.dumps.restore(context.member()?, id).await?;
    redirect_plain_form(&format!("/dumps/{id}"));
    Ok(())
}

#[server(prefix = "/ui/api", endpoint = "delete_dump", output = Answer)]
pub async fn delete_dump(id: DumpId) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    context.service.dumps.delete(context.member()?, id).await?;
    redirect_plain_form("/dumps");
    Ok(())
}
