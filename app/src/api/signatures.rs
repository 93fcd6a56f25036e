//! Groups of crashes, and the rules that make them.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use model::{DumpId, SignatureId, SignatureState};
use serde::{Deserialize, Serialize};

use super::Dump;
use crate::json::{self, Answer, Plain};
use crate::question::Question;
use crate::{AppError, query};

/// A group as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrashGroup {
    pub id: SignatureId,
    pub signature: String,
    pub crashes: u64,
    /// The most frequent ones.
    pub versions: String,
    pub platforms: String,
    /// In seconds since 1970.
    pub first_seen: i64,
    /// In seconds since 1970.
    pub last_seen: i64,
    pub first_version: Option<String>,
    pub standing: Standing,
    /// The crashes of the last days, as HTML.
    pub sparkline: String,
}

/// What has been decided about a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub state: SignatureState,
    /// In words, with the version.
    pub text: String,
    /// It was resolved, and has crashed again.
    pub is_back: bool,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrashPage {
    pub rows: Vec<CrashGroup>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Of a page without rows: whether there is any group at all.
    pub is_store_empty: bool,
}

/// One page of the groups that a `ListQuery` asks for.
#[server(prefix = "/ui/api", endpoint = "list_signatures", output = Answer)]
pub async fn list_signatures(#[server(default)] query: String) -> Result<CrashPage, AppError> {
    use service::Error;

    use super::signature_list_request;
    use crate::context::AppContext;
    use crate::signature;

    let context = AppContext::current();
    let (signatures, member) = (&context.service.signatures, context.member()?);
    let query = signature_list_request::parse(&query, chrono::Utc::now()).map_err(Error::from)?;
    let page = signatures.list(member, &query).await?;
    let is_store_empty = if page.rows.is_empty() {
        let any = signature_list_request::any();
        signatures.list(member, &any).await?.rows.is_empty()
    } else {
        false
    };
    Ok(CrashPage {
        rows: page.rows.iter().map(signature::group).collect(),
        next: page.next,
        is_store_empty,
    })
}

impl Question for ListSignatures {
    fn parameters(&self) -> String {
        query::form(&[("query", Some(&self.query))])
    }
}

/// A group with everything that its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrashGroupDetails {
    pub group: CrashGroup,
    /// When the state was last changed, in seconds since 1970, and by whom.
    pub decided: Option<(i64, String)>,
    pub note: String,
    /// Versions that have crashed, most frequent first.
    pub versions: Vec<String>,
    /// Crashes by day, as HTML: drawn on the server, it costs the browser no code.
    pub chart: String,
    /// How the crashes are spread, as HTML.
    pub spread: String,
    pub newest: Vec<Dump>,
    pub stack: Option<(DumpId, CrashStack)>,
}

/// Why and where a program crashed, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrashStack {
    /// Why, in words.
    pub headline: String,
    /// The crashing thread, as text and for issue trackers.
    pub text: String,
    pub markdown: String,
    /// The same as HTML.
    pub html: String,
}

#[server(prefix = "/ui/api", endpoint = "get_signature", output = Answer)]
pub async fn get_signature(id: SignatureId) -> Result<CrashGroupDetails, AppError> {
    use model::{DumpFilter, DumpOrdering, DumpQuery};

    use crate::context::AppContext;
    use crate::signature;

    const NEWEST: u32 = 5;

    let context = AppContext::current();
    let (service, member) = (&context.service, context.member()?);
    let details = service.signatures.get(member, id).await?;
    let newest = DumpQuery {
        filter: DumpFilter {
            signature: Some(details.summary.id.into()),
            ..DumpFilter::default()
        },
        ordering: DumpOrdering::IdDescending,
        limit: NEWEST,
        after: None,
    };
    let newest = service.dumps.list(member, &newest).await?.rows;
    let stack = match newest.first() {
        Some(dump) => newest_stack(&context, dump.id).await?,
        None => None,
    };
    let summary = &details.summary;
    let decided_at = summary.state_changed_at.map(|at| at.timestamp());
    let decided_by = summary.state_changed_by.clone().map(signature::decider);
    let versions = summary.versions.iter();
    Ok(CrashGroupDetails {
        group: signature::group(summary),
        decided: decided_at.zip(decided_by),
        note: summary.note.clone(),
        versions: versions.filter_map(|share| share.value.clone()).collect(),
        chart: signature::days(&details, chrono::Utc::now().date_naive()),
        spread: signature::spread(&details),
        newest: newest.into_iter().map(Dump::from).collect(),
        stack,
    })
}

/// The stack of a dump, if it has a report by now.
#[cfg(feature = "ssr")]
async fn newest_stack(
    context: &crate::context::AppContext,
    id: DumpId,
) -> Result<Option<(DumpId, CrashStack)>, AppError> {
    use service::Error;

    let reports = &context.service.reports;
    match reports.summarise(context.member()?, id).await {
        Ok(report) => {
            let stack = report.as_ref().and_then(crate::crash::describe_stack);
            Ok(stack.map(|stack| (id, stack)))
        }
        // It was deleted, or is read again.
        Err(Error::NotFound(_) | Error::NoReport(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Question for GetSignature {
    fn parameters(&self) -> String {
        query::form(&[("id", Some(&self.id.to_string()))])
    }
}

/// The version counts for a resolved one alone; an empty one is every later crash.
#[server(prefix = "/ui/api", endpoint = "update_signature_state", output = Answer)]
pub async fn update_signature_state(
    id: SignatureId,
    state: SignatureState,
    #[server(default)] resolved_in: String,
) -> Result<(), AppError> {
    use model::{NewState, SignatureChange};

    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let state = match state {
        SignatureState::Open => NewState::Open,
        SignatureState::Resolved => NewState::Resolved {
            in_version: Some(resolved_in.trim().to_owned()).filter(|version| !version.is_empty()),
        },
        SignatureState::Ignored => NewState::Ignored,
    };
    let change = SignatureChange {
        state: Some(state),
        ..SignatureChange::default()
    };
    let signatures = &context.service.signatures;
    signatures.update(context.member()?, id, change).await?;
    redirect_plain_form(&format!("/crashes/{id}"));
    Ok(())
}

/// `note_before` comes [`query::encoded`].
#[server(prefix = "/ui/api", endpoint = "update_signature_note", output = Answer)]
pub async fn update_signature_note(
    id: SignatureId,
    #[server(default)] note: String,
    #[server(default)] note_before: String,
) -> Result<(), AppError> {
    use model::SignatureChange;

    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let change = SignatureChange {
        note: Some(note),
        note_before: Some(query::decoded(&note_before)),
        ..SignatureChange::default()
    };
    let signatures = &context.service.signatures;
    signatures.update(context.member()?, id, change).await?;
    redirect_plain_form(&format!("/crashes/{id}"));
    Ok(())
}

/// What crash clients have told so far, most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origins {
    pub products: Vec<String>,
    pub versions: Vec<String>,
    pub platforms: Vec<String>,
}

impl Plain for Origins {
    fn of_value(value: &JsValue) -> Option<Self> {
        Some(Self {
            products: json::get(value, "products")?,
            versions: json::get(value, "versions")?,
            platforms: json::get(value, "platforms")?,
        })
    }
}

/// What product, version and platform can be.
#[server(prefix = "/ui/api", endpoint = "suggest_origins", output = Answer)]
pub async fn suggest_origins() -> Result<Origins, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let signatures = &context.service.signatures;
    let known = signatures.origins(context.member()?).await?;
    Ok(Origins {
        products: known.products,
        versions: known.versions,
        platforms: known.platforms,
    })
}

/// The patterns of staff: a text of each kind, with a pattern per line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTexts {
    /// Counts up with every change.
    pub version: u64,
    pub ignore: String,
    pub prefix: String,
    pub sentinel: String,
    /// When they were last changed, in seconds since 1970, and by whom.
    pub changed: Option<(i64, String)>,
}

#[server(prefix = "/ui/api", endpoint = "get_signature_rules", output = Answer)]
pub async fn get_signature_rules() -> Result<RuleTexts, AppError> {
    use crate::context::AppContext;
    use crate::signature;

    let context = AppContext::current();
    let signatures = &context.service.signatures;
    let rules = signatures.rules(context.member()?).await?;
    let changed_at = rules.changed_at.map(|at| at.timestamp());
    let changed_by = rules.changed_by.map(signature::decider);
    Ok(RuleTexts {
        version: rules.version,
        ignore: rules.patterns.ignore.join("\n"),
        prefix: rules.patterns.prefix.join("\n"),
        sentinel: rules.patterns.sentinel.join("\n"),
        changed: changed_at.zip(changed_by),
    })
}

impl Question for GetSignatureRules {
    fn parameters(&self) -> String {
        String::new()
    }
}

/// How many crashes are still grouped by rules of before. Apart from the rules: it is asked for
/// again and again, and must not take away what is typed meanwhile.
#[server(prefix = "/ui/api", endpoint = "count_outdated", output = Answer)]
pub async fn count_outdated() -> Result<u64, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let signatures = &context.service.signatures;
    Ok(signatures.rules(context.member()?).await?.outdated)
}

impl Question for CountOutdated {
    fn parameters(&self) -> String {
        String::new()
    }
}

/// What these rules would do to the groups that are there, as HTML.
#[server(prefix = "/ui/api", endpoint = "try_signature_rules", output = Answer)]
pub async fn try_signature_rules(
    #[server(default)] ignore: String,
    #[server(default)] prefix: String,
    #[server(default)] sentinel: String,
) -> Result<String, AppError> {
    use crate::context::AppContext;
    use crate::signature;

    let context = AppContext::current();
    let signatures = &context.service.signatures;
    let patterns = patterns(&ignore, &prefix, &sentinel);
    let run = signatures.dry_run(&context.staff()?, patterns).await?;
    Ok(signature::describe_trial(&run))
}

/// `version` is that of the rules which were changed into these.
#[server(prefix = "/ui/api", endpoint = "save_signature_rules", output = Answer)]
pub async fn save_signature_rules(
    version: u64,
    ignore: String,
    prefix: String,
    sentinel: String,
) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let signatures = &context.service.signatures;
    let patterns = patterns(&ignore, &prefix, &sentinel);
    let staff = context.staff()?;
    signatures
        .save_rules_over(&staff, version, patterns)
        .await?;
    redirect_plain_form("/crashes/rules");
    Ok(())
}

#[cfg(feature = "ssr")]
fn patterns(ignore: &str, prefix: &str, sentinel: &str) -> model::SignaturePatterns {
    // Empty ones, too: what is wrong with a line is told by its number.
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    model::SignaturePatterns {
        ignore: lines(ignore),
        prefix: lines(prefix),
        sentinel: lines(sentinel),
    }
}
