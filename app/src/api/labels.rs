//! Labels as things of their own.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::json::Answer;
use crate::question::Question;
use crate::{AppError, query};

/// A label as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelSummary {
    pub label: String,
    pub dumps: u64,
    pub bytes: u64,
    /// In seconds since 1970.
    pub first_seen: i64,
    /// In seconds since 1970.
    pub last_seen: i64,
}

#[cfg(feature = "ssr")]
impl From<model::LabelSummary> for LabelSummary {
    fn from(summary: model::LabelSummary) -> Self {
        Self {
            label: summary.label,
            dumps: summary.amount.dumps,
            bytes: summary.amount.bytes,
            first_seen: summary.first_seen.timestamp(),
            last_seen: summary.last_seen.timestamp(),
        }
    }
}

/// The most frequent labels with `q` in them.
#[server(prefix = "/ui/api", endpoint = "list_labels", output = Answer)]
pub async fn list_labels(#[server(default)] q: Option<String>) -> Result<LabelList, AppError> {
    use crate::context::AppContext;

    /// A page of this length still scrolls well; the search finds the others.
    const LIMIT: u32 = 500;

    let context = AppContext::current();
    let (labels, part) = (&context.service.labels, q.unwrap_or_default());
    let member = context.member()?;
    let mut found = labels.list(member, &part, LIMIT + 1).await?;
    let has_more = found.len() > LIMIT as usize;
    found.truncate(LIMIT as usize);
    Ok(LabelList {
        labels: found.into_iter().map(LabelSummary::from).collect(),
        has_more,
    })
}

/// Labels, most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelList {
    pub labels: Vec<LabelSummary>,
    /// Whether less frequent ones are left out.
    pub has_more: bool,
}

impl Question for ListLabels {
    fn parameters(&self) -> String {
        query::form(&[("q", self.q.as_deref())])
    }
}

#[server(prefix = "/ui/api", endpoint = "get_label", output = Answer)]
pub async fn get_label(label: String) -> Result<LabelSummary, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let labels = &context.service.labels;
    Ok(labels.get(context.member()?, &label).await?.into())
}

impl Question for GetLabel {
    fn parameters(&self) -> String {
        query::form(&[("label", Some(&self.label))])
    }
}

/// The names of the most frequent labels.
#[server(prefix = "/ui/api", endpoint = "suggest_labels", output = Answer)]
pub async fn suggest_labels() -> Result<Vec<String>, AppError> {
    use crate::context::AppContext;

    /// More than anyone looks through; the field takes any label.
    const SUGGESTIONS: u32 = 50;

    let context = AppContext::current();
    let labels = &context.service.labels;
    let found = labels.list(context.member()?, "", SUGGESTIONS).await?;
    Ok(found.into_iter().map(|summary| summary.label).collect())
}

/// Gives a label another name and returns how many dumps carried it. With `merge` the name
/// may be that of another label. `from` comes [`query::encoded`].
#[server(prefix = "/ui/api", endpoint = "rename_label", output = Answer)]
pub async fn rename_label(
    from: String,
    label: String,
    #[server(default)] merge: Option<String>,
) -> Result<u64, AppError> {
    use service::OnTaken;

    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let member = context.member()?;
    let to = parse_label(&label)?;
    let on_taken = if merge.is_some() {
        OnTaken::Merge
    } else {
        OnTaken::Refuse
    };
    let (labels, from) = (&context.service.labels, query::decoded(&from));
    let renamed = labels.rename(member, &from, to, on_taken).await?;
    redirect_plain_form("/labels");
    Ok(renamed)
}

/// What somebody has filled in as a label.
#[cfg(feature = "ssr")]
pub(super) fn parse_label(text: &str) -> Result<service::Label, AppError> {
    use model::FieldErrors;
    use service::{Error, Label};

    Ok(Label::parse(text).map_err(|message| Error::from(FieldErrors::of("label", message)))?)
}
