//! Slows down guessing: so many failures a minute for one key.
//!
//! Rate limiters off the shelf count every call; here a success must cost nothing,
//! or a fleet of uploaders behind one address would lock itself out. So an attempt
//! is counted when it begins, and given back when it succeeds.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Error, Result};

const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Below this many windows none is looked for that is over; they are some 4 MiB.
const SWEEP_FROM: usize = 100_000;

#[derive(Debug)]
pub(crate) struct Throttle {
    /// 0 is no limit.
    attempts_per_window: u32,
    windows: Mutex<Windows>,
    hasher: RandomState,
}

/// The windows by the hash of their key.
#[derive(Debug)]
struct Windows {
    by_key: HashMap<u64, Window>,
    /// The number of windows at which those that are over are forgotten.
    sweep_at: usize,
}

impl Windows {
    /// A flood of keys is looked through each time it has doubled, not with every one.
    fn sweep_if_due(&mut self, now: DateTime<Utc>) {
        if self.by_key.len() >= self.sweep_at {
            self.by_key.retain(|_, window| window.ends_at > now);
            self.sweep_at = SWEEP_FROM.max(self.by_key.len() * 2);
        }
    }
}

#[derive(Debug)]
struct Window {
    ends_at: DateTime<Utc>,
    attempts: u32,
}

impl Throttle {
    pub(crate) fn new(attempts_per_minute: u32) -> Self {
        Self {
            attempts_per_window: attempts_per_minute,
            windows: Mutex::new(Windows {
                by_key: HashMap::new(),
                sweep_at: SWEEP_FROM,
            }),
            hasher: RandomState::new(),
        }
    }

    /// Counts an attempt under each key.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] when one of them has no attempts left; then none is
    /// counted.
    pub(crate) fn begin<K: Hash>(&self, keys: &[K], now: DateTime<Utc>) -> Result<()> {
        if self.attempts_per_window == 0 {
            return Ok(());
        }
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.sweep_if_due(now);
        let keys: Vec<u64> = keys.iter().map(|key| self.hasher.hash_one(key)).collect();
        for key in &keys {
            if let Some(window) = windows.by_key.get(key)
                && window.ends_at > now
                && window.attempts >= self.attempts_per_window
            {
                let retry_after = (window.ends_at - now).to_std().unwrap_or(Duration::ZERO);
                return Err(Error::TooManyAttempts { retry_after });
            }
        }
        for key in keys {
            let window = windows.by_key.entry(key).or_insert(Window {
                ends_at: now + WINDOW,
                attempts: 0,
            });
            if window.ends_at <= now {
                *window = Window {
                    ends_at: now + WINDOW,
                    attempts: 0,
                };
            }
            window.attempts += 1;
        }
        Ok(())
    }

    /// Gives an attempt back that has succeeded.
    pub(crate) fn succeeded<K: Hash>(&self, keys: &[K]) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if let Some(window) = windows.by_key.get_mut(&self.hasher.hash_one(key)) {
                window.attempts = window.attempts.saturating_sub(1);
            }
        }
    }
}

/// Whoever has one address of an IPv6 network of 64 bits has all of them.
pub(crate) fn network(address: &str) -> String {
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V6(address)) => {
            let prefix = address.to_bits() & (u128::MAX << 64);
            format!("{}/64", Ipv6Addr::from_bits(prefix))
        }
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("in range")
    }

    #[test]
    fn failures_are_limited_for_a_minute() {
        let throttle = Throttle::new(2);
        assert!(throttle.begin(&["a"], at(0)).is_ok());
        assert!(throttle.begin(&["a"], at(1)).is_ok());
        let Err(Error::TooManyAttempts { retry_after }) = throttle.begin(&["b", "a"], at(20))
        else {
            panic!("the third attempt was allowed");
        };
        assert_eq!(retry_after, Duration::from_secs(40));
        assert!(throttle.begin(&["b"], at(20)).is_ok());
        assert!(throttle.begin(&["a"], at(60)).is_ok());
    }

    #[test]
    fn successes_cost_nothing() {
        let throttle = Throttle::new(1);
        for _ in 0..10 {
            assert!(throttle.begin(&["a"], at(0)).is_ok());
            throttle.succeeded(&["a"]);
        }
    }

    #[test]
    fn zero_switches_it_off() {
        let throttle = Throttle::new(0);
        for _ in 0..1_000 {
            assert!(throttle.begin(&["a"], at(0)).is_ok());
        }
    }

    #[test]
    fn windows_that_are_over_are_forgotten() {
        let throttle = Throttle::new(1);
        let windows = || {
            let windows = throttle.windows.lock().expect("no test panicked with it");
            windows.by_key.len()
        };
        for key in 0..SWEEP_FROM {
            assert!(throttle.begin(&[key], at(0)).is_ok());
        }
        // None of them is over yet: the flood is looked through once, not for each key.
        assert!(throttle.begin(&[SWEEP_FROM], at(59)).is_ok());
        assert_eq!(windows(), SWEEP_FROM + 1);
        for key in SWEEP_FROM + 1..=SWEEP_FROM * 2 {
            assert!(throttle.begin(&[key], at(60)).is_ok());
        }
        assert_eq!(windows(), SWEEP_FROM + 1);
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        for (address, counted) in [
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("", ""),
        ] {
            assert_eq!(network(address), counted, "{address}");
        }
    }
}
