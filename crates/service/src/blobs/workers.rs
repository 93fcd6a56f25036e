//! Bounds how much work that takes a processor is done at once.

use std::io;
use std::sync::Arc;

use tokio::sync::Semaphore;

/// So many jobs at a time, beside the async threads; others wait without one.
#[derive(Clone, Debug)]
pub(super) struct Workers {
    semaphore: Arc<Semaphore>,
    width: usize,
}

impl Workers {
    /// One for every processor.
    pub(super) fn all() -> Self {
        Self::of(processors())
    }

    /// One for every second processor: for work that takes long, so that others get on.
    pub(super) fn half() -> Self {
        Self::of(processors().div_ceil(2))
    }

    fn of(width: usize) -> Self {
        Self {
            semaphore: Arc::new(Semaphore::new(width)),
            width,
        }
    }

    /// How many are at work.
    pub(super) fn busy(&self) -> usize {
        self.width - self.semaphore.available_permits()
    }

    pub(super) async fn run<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<io::Error> + Send + 'static,
    {
        let permit = self.semaphore.clone().acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is over, even when nobody waits for it any more.
            let _permit = permit;
            work()
        });
        done.await.map_err(io::Error::other)?
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
