//! A clock that stands still until a test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use service::Clock;

#[derive(Clone, Debug)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(1_795_329_996_231_813)))
    }
}

impl TestClock {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let micros = self.0.load(Ordering::SeqCst);
        DateTime::from_timestamp_micros(micros).expect("within the calendar")
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        let micros = by.num_microseconds().expect("not for ever");
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    pub(crate) fn service(&self) -> Clock {
        let clock = self.clone();
        Clock::new(move || clock.now())
    }
}
