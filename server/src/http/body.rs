//! A request's body: given up when nothing comes, and read to its end in any case.
//!
//! A handler that refuses early (401, 413, 415) leaves the rest of the body unread. A
//! client that is busy sending would then see a broken connection instead of the
//! answer, so the rest is read and dropped while the answer is on its way, within
//! bounds.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::header;
use axum::http::request::Parts;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

/// How long the rest of a refused body is read at most.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(60);

/// The client has sent nothing for longer than it may.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("nothing of the request's body came for too long")]
pub(crate) struct BodyIdle;

/// Marks a request that has no body, or one of length 0: what wraps the body later
/// on does not tell any more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoBody;

#[derive(Debug)]
pub(super) struct RequestBody {
    /// `None` when there is nothing left to read or to drop.
    incoming: Option<Incoming>,
    idle_timeout: Duration,
    idle: Option<Pin<Box<Sleep>>>,
    /// A client that waits for `100 Continue` sends nothing after a refusal.
    is_announced: bool,
}

impl RequestBody {
    pub(super) fn new(incoming: Incoming, head: &mut Parts, idle_timeout: Duration) -> Self {
        if incoming.is_end_stream() {
            head.extensions.insert(NoBody);
        }
        Self {
            incoming: Some(incoming),
            idle_timeout,
            idle: None,
            is_announced: head.headers.contains_key(header::EXPECT),
        }
    }

    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let timeout = self.idle_timeout;
        self.idle
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)))
            .as_mut()
            .poll(context)
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.is_announced = false;
        let Some(incoming) = self.incoming.as_mut() else {
            return Poll::Ready(None);
        };
        match Pin::new(incoming).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                let deadline = Instant::now() + self.idle_timeout;
                if let Some(idle) = &mut self.idle {
                    idle.as_mut().reset(deadline);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                self.incoming = None;
                Poll::Ready(Some(Err(error.into())))
            }
            Poll::Ready(None) => {
                self.incoming = None;
                Poll::Ready(None)
            }
            Poll::Pending => {
                ready!(self.poll_idle(context));
                self.incoming = None;
                Poll::Ready(Some(Err(BodyIdle.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.incoming {
            Some(incoming) => incoming.size_hint(),
            None => SizeHint::with_exact(0),
        }
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        let rest = self.incoming.take().filter(|rest| !rest.is_end_stream());
        if let Some(rest) = rest
            && !self.is_announced
        {
            tokio::spawn(drain(rest, self.idle_timeout));
        }
    }
}

async fn drain(mut rest: Incoming, idle_timeout: Duration) {
    let read_all = async {
        while let Ok(Some(Ok(_))) = tokio::time::timeout(idle_timeout, rest.frame()).await {}
    };
    // Whatever is left after that time goes with the connection.
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, read_all).await;
}
