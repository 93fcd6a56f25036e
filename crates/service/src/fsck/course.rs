//! How far a check is, and its end before its time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio_util::sync::CancellationToken;

/// Shared by a check and whoever watches it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Course {
    checked: Arc<AtomicU64>,
    stop: CancellationToken,
}

impl Course {
    /// That of a check which ends with `stop`.
    pub(crate) fn until(stop: CancellationToken) -> Self {
        Self {
            stop,
            ..Self::default()
        }
    }

    /// Dumps looked at so far.
    pub(crate) fn checked(&self) -> u64 {
        self.checked.load(Ordering::Relaxed)
    }

    /// Whether it has been ended.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    pub(super) fn count(&self) {
        self.checked.fetch_add(1, Ordering::Relaxed);
    }

    /// # Errors
    /// When it has been ended: a stop of the server does not wait for gigabytes.
    pub(crate) fn go_on(&self) -> io::Result<()> {
        if self.is_stopped() {
            return Err(io::Error::new(
                io::ErrorKind::Interrupted,
                "the server is stopping",
            ));
        }
        Ok(())
    }
}
