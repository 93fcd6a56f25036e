//! How a moment is written in JSON.

use chrono::{DateTime, SecondsFormat, Timelike, Utc};

/// Writes a moment as ISO 8601 in UTC with microseconds, which are left out when zero.
pub fn format_timestamp(moment: DateTime<Utc>) -> String {
    let precision = if moment.nanosecond() < 1_000 {
        SecondsFormat::Secs
    } else {
        SecondsFormat::Micros
    };
    moment.to_rfc3339_opts(precision, true)
}

/// Serde form of a moment: [`format_timestamp`].
pub(crate) mod timestamp {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        moment: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::format_timestamp(*moment))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        DateTime::deserialize(deserializer)
    }
}

/// Serde form of a moment that there may not be: as [`timestamp`], or `null`.
pub(crate) mod optional_timestamp {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands it over so")]
    pub(crate) fn serialize<S: Serializer>(
        moment: &Option<DateTime<Utc>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => super::timestamp::serialize(moment, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DateTime<Utc>>, D::Error> {
        Option::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_are_left_out_when_zero() {
        let moment = |micros| DateTime::from_timestamp_micros(micros).expect("in range");
        assert_eq!(format_timestamp(moment(1_000_000)), "1970-01-01T00:00:01Z");
        assert_eq!(
            format_timestamp(moment(1_000_120)),
            "1970-01-01T00:00:01.000120Z"
        );
    }
}
