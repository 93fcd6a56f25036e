//! News of dumps that come, as server-sent events: the id of the newest one.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures::stream;
use model::DumpId;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::AppState;
use crate::api::Member;

/// Below the time after which proxies take a silent connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// Has nginx pass news on as they come.
const NOT_BUFFERED: &str = "x-accel-buffering";
/// News that come quickly are told together.
const PACE: Duration = Duration::from_secs(1);
/// Then the browser asks again, and is asked again who it is.
const LONGEST: Duration = Duration::from_mins(1);
/// How long it waits before that.
const RETRY: Duration = Duration::from_secs(1);

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/ui/arrivals", get(arrivals))
}

async fn arrivals(Member(member): Member, State(state): State<AppState>) -> impl IntoResponse {
    let mut newest = state.service.dumps.arrivals(&member);
    // Whoever comes back has missed it.
    newest.mark_changed();
    let news = News {
        newest,
        end: Instant::now() + LONGEST,
        stop: state.stop.clone(),
        has_told: false,
    };
    let events = stream::unfold(news, |mut news| async move {
        let id = news.next().await?;
        let event = Event::default().retry(RETRY).data(id.to_string());
        Some((Ok::<_, Infallible>(event), news))
    });
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    ([(NOT_BUFFERED, "no")], events)
}

struct News {
    newest: watch::Receiver<DumpId>,
    end: Instant,
    stop: CancellationToken,
    has_told: bool,
}

impl News {
    /// `None` ends the connection.
    async fn next(&mut self) -> Option<DumpId> {
        let pace = if self.has_told { PACE } else { Duration::ZERO };
        let newest = &mut self.newest;
        let changed = async {
            tokio::time::sleep(pace).await;
            newest.changed().await.ok()?;
            Some(*newest.borrow_and_update())
        };
        let id = tokio::select! {
            id = changed => id,
            () = tokio::time::sleep_until(self.end) => None,
            () = self.stop.cancelled() => None,
        };
        self.has_told = true;
        id
    }
}
