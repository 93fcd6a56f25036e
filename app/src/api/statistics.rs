//! How much there is, and how it came in.

use leptos::prelude::*;

use super::drawing::Drawing;
use crate::AppError;
use crate::json::Answer;
use crate::question::Question;

/// What the start page shows; final when there is a dump.
#[server(prefix = "/ui/api", endpoint = "get_overview", output = Answer)]
pub async fn get_overview() -> Result<Drawing, AppError> {
    use model::{DumpFilter, DumpId, DumpOrdering, DumpQuery};

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
    Ok(Drawing {
        newest,
        is_final: !arrivals.is_empty(),
        ..Drawing::of(vec![arrivals.draw()])
    })
}

impl Question for GetOverview {
    fn parameters(&self) -> String {
        String::new()
    }
}
