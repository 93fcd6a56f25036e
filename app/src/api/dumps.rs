//! Dumps, all but their bytes: those come and go by plain HTTP.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::{Dump, DumpId, Page};
use serde::{Deserialize, Serialize};

use crate::question::Question;
use crate::text_json::Answer;
use crate::{AppError, query};

/// Which page of which dumps, as the URL of the list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpListQuery {
    /// The whole label.
    #[serde(default)]
    pub label: Option<String>,
    /// A part of the name or the label.
    #[serde(default)]
    pub q: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
}

impl DumpListQuery {
    /// Fields that were left empty count as not filled in.
    pub(crate) fn of_parameters(parameters: &ParamsMap) -> Self {
        let parameter = |name| {
            let text = parameters.get_str(name).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        Self {
            label: parameter("label"),
            q: parameter("q"),
            after: parameter("after"),
        }
    }

    /// The same dumps, from another place in the list.
    pub(crate) fn at(&self, after: Option<String>) -> Self {
        Self {
            after,
            ..self.clone()
        }
    }

    /// The address of the page of the list.
    pub(crate) fn url(&self) -> String {
        query::url(
            "/dumps",
            &[
                ("q", self.q.as_deref()),
                ("label", self.label.as_deref()),
                ("after", self.after.as_deref()),
            ],
        )
    }

    /// Whether it leaves dumps out.
    pub(crate) fn is_filtered(&self) -> bool {
        self.label.is_some() || self.q.is_some()
    }
}

/// One page of dumps, newest first.
///
/// A query that asks for nothing in particular is not in the request at all.
#[server(prefix = "/ui/api", endpoint = "list_dumps", output = Answer)]
pub async fn list_dumps(#[server(default)] query: DumpListQuery) -> Result<Page<Dump>, AppError> {
    use model::{DumpFilter, DumpOrdering, DumpQuery, FieldErrors};

    use super::refusal::refuse;
    use crate::context::AppContext;

    /// Rows on a page.
    const LIMIT: u32 = 50;

    let context = AppContext::current();
    let member = context.principal.member().map_err(refuse)?;
    let after = query.after.map(|cursor| cursor.parse()).transpose();
    let query = DumpQuery {
        filter: DumpFilter {
            label: query.label,
            q: query.q,
            ..DumpFilter::default()
        },
        ordering: DumpOrdering::IdDescending,
        limit: LIMIT,
        after: after.map_err(|_| {
            refuse(FieldErrors::of("after", "This link to a page of the list is broken.").into())
        })?,
    };
    context
        .service
        .dumps
        .list(member, &query)
        .await
        .map_err(refuse)
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
    use super::refusal::refuse;
    use crate::context::AppContext;

    /// More than anyone looks through; the field takes any label.
    const SUGGESTIONS: usize = 50;

    let context = AppContext::current();
    let member = context.principal.member().map_err(refuse)?;
    let mut labels = context.service.dumps.labels(member).await.map_err(refuse)?;
    labels.truncate(SUGGESTIONS);
    Ok(labels.into_iter().map(|summary| summary.label).collect())
}

#[server(prefix = "/ui/api", endpoint = "get_dump", output = Answer)]
pub async fn get_dump(id: DumpId) -> Result<Dump, AppError> {
    use super::refusal::refuse;
    use crate::context::AppContext;

    let context = AppContext::current();
    let member = context.principal.member().map_err(refuse)?;
    context.service.dumps.get(member, id).await.map_err(refuse)
}

impl Question for GetDump {
    fn parameters(&self) -> String {
        query::form(&[("id", Some(&self.id.to_string()))])
    }
}

#[server(prefix = "/ui/api", endpoint = "update_label", output = Answer)]
pub async fn update_label(id: DumpId, label: String) -> Result<Dump, AppError> {
    use model::FieldErrors;
    use service::Label;

    use super::refusal::refuse;
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let member = context.principal.member().map_err(refuse)?;
    let label =
        Label::parse(&label).map_err(|message| refuse(FieldErrors::of("label", message).into()))?;
    let dumps = &context.service.dumps;
    let dump = dumps
        .update(member, id, None, Some(label))
        .await
        .map_err(refuse)?;
    redirect_plain_form(&format!("/dumps/{id}"));
    Ok(dump)
}

#[server(prefix = "/ui/api", endpoint = "delete_dump", output = Answer)]
pub async fn delete_dump(id: DumpId) -> Result<(), AppError> {
    use super::refusal::refuse;
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let member = context.principal.member().map_err(refuse)?;
    context
        .service
        .dumps
        .delete(member, id)
        .await
        .map_err(refuse)?;
    redirect_plain_form("/dumps");
    Ok(())
}
