//! A clock that stands still until a test moves it.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use service::Clock;

#[derive(Clone, Debug)]
pub(crate) struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    pub(crate) fn new() -> Self {
        let start = "2026-01-02T03:04:05.678901Z".parse().unwrap();
        Self(Arc::new(Mutex::new(start)))
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    pub(crate) fn advance(&self, time: TimeDelta) {
        *self.0.lock().unwrap() += time;
    }

    pub(super) fn for_service(&self) -> Clock {
        let clock = self.clone();
        Clock::new(move || clock.now())
    }
}
