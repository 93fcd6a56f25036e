//! Dumps, all but their bytes: those come and go by plain HTTP.

use leptos::prelude::*;
use model::{Damage, DumpId, Page};
use serde::{Deserialize, Serialize};

use super::DumpListQuery;
use crate::question::Question;
use crate::text_json::Answer;
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
}

#[cfg(feature = "ssr")]
impl From<model::Dump> for Dump {
    fn from(dump: model::Dump) -> Self {
        Self {
            id: dump.id,
            original_name: dump.original_name,
            stored_name: dump.stored_name.to_string(),
            time: dump.time.timestamp(),
            label: dump.label,
            size: dump.size,
            sha256: dump.sha256.to_string(),
            damage: dump.damage,
            archived_size: dump.archived_size,
        }
    }
}

/// One page of dumps, newest first.
///
/// A query that asks for nothing in particular is not in the request at all.
#[server(prefix = "/ui/api", endpoint = "list_dumps", output = Answer)]
pub async fn list_dumps(#[server(default)] query: DumpListQuery) -> Result<Page<Dump>, AppError> {
    use model::{DumpFilter, DumpOrdering, DumpQuery, FieldErrors};
    use service::Error;

    use crate::context::AppContext;

    /// Rows on a page.
    const LIMIT: u32 = 50;

    let context = AppContext::current();
    let member = context.member()?;
    let after = query.after.map(|cursor| cursor.parse()).transpose();
    let after = after.map_err(|_| {
        Error::from(FieldErrors::of(
            "after",
            "This link to a page of the list is broken.",
        ))
    })?;
    let query = DumpQuery {
        filter: DumpFilter {
            label: query.label,
            q: query.q,
            ..DumpFilter::default()
        },
        ordering: DumpOrdering::IdDescending,
        limit: LIMIT,
        after,
    };
    let page = context.service.dumps.list(member, &query).await?;
    Ok(Page {
        rows: page.rows.into_iter().map(Dump::from).collect(),
        next: page.next,
    })
}

impl Question for ListDumps {
    fn parameters(&self) -> String {
        query::form(&[
            ("query[q]", self.query.q.as_deref()),
            ("query[label]", self.query.label.as_deref()),
            ("query[after]", self.query.after.as_deref()),
        ])
    }
}

/// The most frequent labels, most frequent first.
#[server(prefix = "/ui/api", endpoint = "list_labels", output = Answer)]
pub async fn list_labels() -> Result<Vec<String>, AppError> {
    use crate::context::AppContext;

    /// More than anyone looks through; the field takes any label.
    const SUGGESTIONS: usize = 50;

    let context = AppContext::current();
    let mut labels = context.service.dumps.labels(context.member()?).await?;
    labels.truncate(SUGGESTIONS);
    Ok(labels.into_iter().map(|summary| summary.label).collect())
}

#[server(prefix = "/ui/api", endpoint = "get_dump", output = Answer)]
pub async fn get_dump(id: DumpId) -> Result<Dump, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let dump = context.service.dumps.get(context.member()?, id).await?;
    Ok(dump.into())
}

impl Question for GetDump {
    fn parameters(&self) -> String {
        query::form(&[("id", Some(&self.id.to_string()))])
    }
}

#[server(prefix = "/ui/api", endpoint = "update_label", output = Answer)]
pub async fn update_label(id: DumpId, label: String) -> Result<(), AppError> {
    use model::FieldErrors;
    use service::{Error, Label};

    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let member = context.member()?;
    let label =
        Label::parse(&label).map_err(|message| Error::from(FieldErrors::of("label", message)))?;
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
