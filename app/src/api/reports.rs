//! What dumps say.

use leptos::prelude::*;
use model::{DumpId, ProcessingState, SignatureId};
use serde::{Deserialize, Serialize};

use crate::json::Answer;
use crate::question::Question;
use crate::{AppError, query};

/// How far processing of a dump is, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processing {
    pub state: ProcessingState,
    /// What the file is, or why there is no report.
    pub note: Option<String>,
    pub signature: Option<String>,
    /// The group of that signature.
    pub group: Option<SignatureId>,
    pub report: Option<CrashReport>,
}

/// A report for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrashReport {
    /// Why it crashed, in words.
    pub headline: String,
    /// The crashing thread, as text and for issue trackers.
    pub text: String,
    pub markdown: String,
    /// All of it, as HTML: drawn on the server, it costs the browser no code.
    pub html: String,
}

/// Apart from the dump: it is asked for again and again, and must not take away what is typed
/// meanwhile.
#[server(prefix = "/ui/api", endpoint = "get_processing", output = Answer)]
pub async fn get_processing(id: DumpId) -> Result<Processing, AppError> {
    use crate::context::AppContext;

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
    Ok(Processing {
        state: processing.state,
        note: processing.note,
        signature: processing.crash.signature,
        group,
        report,
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
