//! The same change of many dumps.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::json::Answer;

/// What became of many dumps, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkReport {
    pub text: String,
    /// Whether all of them are as they were asked to be.
    pub is_whole: bool,
}

/// Puts dumps, by their ids with commas between, under a label.
#[server(prefix = "/ui/api", endpoint = "label_dumps", output = Answer)]
pub async fn label_dumps(ids: String, label: String) -> Result<BulkReport, AppError> {
    use super::labels::parse_label;
    use crate::context::AppContext;

    let context = AppContext::current();
    let (dumps, member) = (&context.service.dumps, context.member()?);
    let label = parse_label(&label)?;
    let outcome = dumps.label_all(member, &parse(&ids)?, &label).await?;
    Ok(report("labelled", outcome))
}

/// Moves dumps, by their ids with commas between, to the archive.
#[server(prefix = "/ui/api", endpoint = "archive_dumps", output = Answer)]
pub async fn archive_dumps(ids: String) -> Result<BulkReport, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let dumps = &context.service.dumps;
    let outcome = dumps.archive_all(context.member()?, &parse(&ids)?).await?;
    Ok(report("archived", outcome))
}

/// Moves dumps, by their ids with commas between, out of the archive.
#[server(prefix = "/ui/api", endpoint = "restore_dumps", output = Answer)]
pub async fn restore_dumps(ids: String) -> Result<BulkReport, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let dumps = &context.service.dumps;
    let outcome = dumps.restore_all(context.member()?, &parse(&ids)?).await?;
    Ok(report("restored", outcome))
}

/// Deletes dumps, by their ids with commas between. `confirmation` is their number, typed.
#[server(prefix = "/ui/api", endpoint = "delete_dumps", output = Answer)]
pub async fn delete_dumps(ids: String, confirmation: String) -> Result<BulkReport, AppError> {
    use model::FieldErrors;
    use service::Error;

    use crate::context::AppContext;

    const NOT_CONFIRMED: &str = "This is not the number of selected dumps.";

    let context = AppContext::current();
    let (dumps, member) = (&context.service.dumps, context.member()?);
    let ids = parse(&ids)?;
    if confirmation.trim() != ids.len().to_string() {
        return Err(Error::from(FieldErrors::of("confirmation", NOT_CONFIRMED)).into());
    }
    let outcome = dumps.delete_all(member, &ids).await?;
    Ok(report("deleted", outcome))
}

#[cfg(feature = "ssr")]
fn parse(ids: &str) -> Result<Vec<model::DumpId>, AppError> {
    let ids = ids.split(',').map(|id| id.parse().map(model::DumpId));
    // The interface sends no others.
    ids.collect::<Result<_, _>>()
        .map_err(|_| super::refusal::outdated())
}

#[cfg(feature = "ssr")]
fn report(done: &str, outcome: service::BulkOutcome) -> BulkReport {
    use crate::format::dumps_in_words;

    let mut sentences = vec![format!("{} {done}.", dumps_in_words(outcome.done))];
    if outcome.missing > 0 {
        let missing = dumps_in_words(outcome.missing);
        sentences.push(format!("{missing} had been deleted before."));
    }
    if let Some(reason) = outcome.reason {
        let (failed, reason) = (dumps_in_words(outcome.failed), AppError::from(reason));
        sentences.push(format!("{failed} not: {reason}"));
    }
    BulkReport {
        text: sentences.join(" "),
        is_whole: outcome.failed == 0,
    }
}
