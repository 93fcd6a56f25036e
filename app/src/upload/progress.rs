//! How far an upload is, and how fast.

/// Less time than this says nothing about speed.
const SAMPLE_MS: u64 = 250;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) sent_bytes: u64,
    pub(crate) total_bytes: u64,
    /// `None` until there is enough to judge by.
    pub(crate) bytes_per_second: Option<u64>,
    sample: Sample,
}

/// Where the speed was looked at last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sample {
    at_ms: u64,
    sent_bytes: u64,
}

impl Progress {
    /// Nothing sent yet.
    pub(crate) fn begin(at_ms: u64) -> Self {
        Self {
            sample: Sample {
                at_ms,
                sent_bytes: 0,
            },
            ..Self::default()
        }
    }

    /// The progress when so much was sent at that moment.
    #[must_use]
    pub(crate) fn advance(self, sent_bytes: u64, total_bytes: u64, at_ms: u64) -> Self {
        let advanced = Self {
            sent_bytes,
            total_bytes,
            ..self
        };
        let elapsed_ms = at_ms.saturating_sub(self.sample.at_ms);
        if elapsed_ms < SAMPLE_MS {
            return advanced;
        }
        let speed = sent_bytes.saturating_sub(self.sample.sent_bytes) * 1_000 / elapsed_ms;
        Self {
            // Smoothed, so that the number can be read.
            bytes_per_second: Some(
                self.bytes_per_second
                    .map_or(speed, |before| (3 * before + speed) / 4),
            ),
            sample: Sample { at_ms, sent_bytes },
            ..advanced
        }
    }

    /// All sent.
    pub(crate) fn done(bytes: u64) -> Self {
        Self {
            sent_bytes: bytes,
            total_bytes: bytes,
            ..Self::default()
        }
    }

    /// The progress of several files, each with its size: a transfer is a little longer.
    pub(crate) fn total(files: impl Iterator<Item = (u64, Self)>) -> Self {
        files.fold(Self::default(), |total, (size, file)| Self {
            sent_bytes: total.sent_bytes.saturating_add(file.sent_bytes.min(size)),
            total_bytes: total.total_bytes.saturating_add(size),
            bytes_per_second: match (total.bytes_per_second, file.bytes_per_second) {
                (Some(one), Some(other)) => Some(one.saturating_add(other)),
                (one, other) => one.or(other),
            },
            ..total
        })
    }

    /// How long the rest takes at this speed.
    pub(crate) fn seconds_left(&self) -> Option<u64> {
        let left = self.total_bytes.saturating_sub(self.sent_bytes);
        let speed = self.bytes_per_second.filter(|speed| *speed > 0)?;
        (left > 0).then(|| left.div_ceil(speed))
    }

    /// 0 to 100.
    pub(crate) fn percent(&self) -> u64 {
        let percent = u128::from(self.sent_bytes) * 100 / u128::from(self.total_bytes.max(1));
        u64::try_from(percent).unwrap_or(100).min(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_speed_is_that_of_the_first_sample() {
        let progress = Progress::begin(1_000);
        let early = progress.advance(100, 10_000, 1_100);
        assert_eq!(early.bytes_per_second, None);
        let later = early.advance(1_000, 10_000, 1_500);
        assert_eq!(later.bytes_per_second, Some(2_000));
        assert_eq!(later.percent(), 10);
    }

    #[test]
    fn the_speed_follows_slowly() {
        let fast = Progress::begin(0).advance(4_000, 10_000, 1_000);
        let stalled = fast.advance(4_000, 10_000, 2_000);
        assert_eq!(stalled.bytes_per_second, Some(3_000));
    }

    #[test]
    fn the_rest_takes_as_long_as_the_speed_says() {
        let progress = Progress::begin(0).advance(1_000, 10_000, 1_000);
        assert_eq!(progress.seconds_left(), Some(9));
        let stalled = Progress::begin(0).advance(0, 10_000, 1_000);
        assert_eq!(stalled.seconds_left(), None);
        assert_eq!(Progress::done(5).seconds_left(), None);
    }

    #[test]
    fn the_total_is_that_of_all_files() {
        let sending = Progress::begin(0).advance(1_000, 4_200, 1_000);
        let files = [
            (4_000, sending),
            (4_000, sending),
            (2_000, Progress::done(2_000)),
            (6_000, Progress::default()),
        ];
        let total = Progress::total(files.into_iter());
        assert_eq!((total.sent_bytes, total.total_bytes), (4_000, 16_000));
        assert_eq!(total.bytes_per_second, Some(2_000));
        assert_eq!(total.percent(), 25);
    }

    #[test]
    fn percent_stays_within_its_range() {
        assert_eq!(Progress::begin(0).percent(), 0);
        assert_eq!(Progress::begin(0).advance(u64::MAX, 1, 0).percent(), 100);
        assert_eq!(
            Progress::begin(0).advance(u64::MAX, u64::MAX, 0).percent(),
            100
        );
    }
}
