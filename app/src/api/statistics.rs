//! How much there is, and how it came in.

use leptos::prelude::*;
use model::DumpId;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::question::Question;
use crate::text_json::Answer;

/// What the start page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub dumps: u64,
    /// The dump that came last.
    pub newest: DumpId,
    /// On disk.
    pub bytes: u64,
    pub free_bytes: u64,
    pub today: u64,
    pub last_week: u64,
    /// Uploads by day, as HTML: drawn here, it costs the browser no code.
    pub chart: String,
    /// Labels of the last 30 days, as HTML; `None` when there is none.
    pub labels: Option<String>,
    /// The newest dumps, as HTML.
    pub latest: String,
    /// Groups of crashes, as HTML; `None` where there is none.
    pub top_crashes: Option<String>,
    pub new_crashes: Option<String>,
    /// Those of the newest versions, with what these are.
    pub new_in_version: Option<String>,
}

#[server(prefix = "/ui/api", endpoint = "get_overview", output = Answer)]
pub async fn get_overview() -> Result<Overview, AppError> {
    use model::{DumpFilter, DumpOrdering, DumpQuery};

    use super::signature_list_request;
    use crate::context::AppContext;
    use crate::{overview, signature};

    const CRASHES: u32 = 5;

    let context = AppContext::current();
    let member = context.member()?;
    let latest = DumpQuery {
        filter: DumpFilter::default(),
        ordering: DumpOrdering::IdDescending,
        limit: 5,
        after: None,
    };
    // Asked for first: what comes meanwhile is news rather than passed over.
    let newest = context.service.dumps.newest(member).await?;
    let statistics = context.service.statistics.overview(member).await?;
    let latest = context.service.dumps.list(member, &latest).await?;
    let (signatures, now) = (&context.service.signatures, chrono::Utc::now());
    let top = signature_list_request::top(now, CRASHES);
    let top = signatures.list(member, &top).await?.rows;
    let new = signature_list_request::new(now, CRASHES);
    let new = signatures.list(member, &new).await?.rows;
    let new_in_version = signatures.new_in_newest(member, CRASHES).await?;
    let latest = super::dumps::with_crashes(&context, latest.rows).await?;
    Ok(Overview {
        newest,
        top_crashes: signature::top_list("Top crashes", &top),
        new_in_version: signature::new_in_version(&new_in_version),
        new_crashes: signature::top_list("New crashes", &new),
        latest: overview::draw_latest(latest, now.timestamp()),
        ..overview::describe(&statistics)
    })
}

impl Question for GetOverview {
    fn parameters(&self) -> String {
        String::new()
    }
}
