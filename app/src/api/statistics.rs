//! How much there is, and how it came in.

use leptos::prelude::*;
use model::DumpId;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::json::Answer;
use crate::question::Question;

/// What the start page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The dump that came last; `DumpId(0)` when there is none.
    pub newest: DumpId,
    /// All of it, as HTML: drawn on the server, it costs the browser no code. `None` while there
    /// is no dump.
    pub html: Option<String>,
}

#[server(prefix = "/ui/api", endpoint = "get_overview", output = Answer)]
pub async fn get_overview() -> Result<Overview, AppError> {
    use model::{DumpFilter, DumpOrdering, DumpQuery};

    use super::signature_list_request;
    use crate::context::AppContext;
    use crate::overview::Arrivals;

    const CRASHES: u32 = 5;

    let context = AppContext::current();
    let (member, service) = (context.member()?, &context.service);
    let latest = DumpQuery {
        filter: DumpFilter::default(),
        ordering: DumpOrdering::IdDescending,
        limit: 5,
        after: None,
    };
    // Asked for first: what comes meanwhile is news rather than passed over.
    let latest = service.dumps.list(member, &latest).await?;
    let newest = latest.rows.first().map_or(DumpId(0), |dump| dump.id);
    let statistics = service.statistics.overview(member).await?;
    let (signatures, now) = (&service.signatures, chrono::Utc::now());
    let top = signature_list_request::top(now, CRASHES);
    let new = signature_list_request::new(now, CRASHES);
    let arrivals = Arrivals {
        statistics,
        top_crashes: signatures.list(member, &top).await?.rows,
        new_in_version: signatures.new_in_newest(member, CRASHES).await?,
        new_crashes: signatures.list(member, &new).await?.rows,
        latest: super::dumps::with_crashes(&context, latest.rows).await?,
    };
    Ok(Overview {
        newest,
        html: arrivals.draw(now.timestamp()),
    })
}

impl Question for GetOverview {
    fn parameters(&self) -> String {
        String::new()
    }
}
