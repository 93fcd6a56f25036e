//! What dumps say.

use leptos::prelude::*;
use model::DumpId;

use super::drawing::Drawing;
use crate::json::Answer;
use crate::question::Question;
use crate::{AppError, query};

/// A report for people.
#[cfg(feature = "ssr")]
pub(crate) struct CrashReport {
    /// Why it crashed, in words.
    pub(crate) headline: String,
    /// The crashing thread, as text and for issue trackers.
    pub(crate) text: String,
    pub(crate) markdown: String,
    /// All of it, as HTML.
    pub(crate) html: String,
}

/// How far processing of a dump is, and what it came to.
///
/// Apart from the dump: it is asked for again and again, and must not take away what is typed
/// meanwhile.
#[server(prefix = "/ui/api", endpoint = "get_processing", output = Answer)]
pub async fn get_processing(id: DumpId) -> Result<Drawing, AppError> {
    use crate::context::AppContext;
    use crate::dumps::draw_processing;

    let context = AppContext::current();
    let (reports, member) = (&context.service.reports, context.member()?);
    let processing = reports.get(member, id).await?;
    // One that is read again stays until then.
    let report = if processing.crash.signature.is_some() {
        let report = reports.summarise(member, id).await?;
        report.as_ref().map(crate::crash::describe)
    } else {
        None
    };
    let group = match &processing.crash.signature {
        Some(signature) => context.service.signatures.find(member, signature).await?,
        None => None,
    };
    let is_final = processing.state.is_over();
    Ok(Drawing {
        is_final,
        ..Drawing::of(vec![draw_processing(id, processing, group, report)])
    })
}

impl Question for GetProcessing {
    fn parameters(&self) -> String {
        query::form(&[("id", Some(&self.id.to_string()))])
    }
}

#[server(prefix = "/ui/api", endpoint = "process_again", output = Answer)]
pub async fn process_again(id: DumpId) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let reports = &context.service.reports;
    reports.process_again(context.member()?, id).await?;
    redirect_plain_form(&format!("/dumps/{id}"));
    Ok(())
}
