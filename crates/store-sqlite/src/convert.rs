//! Between SQLite's types and the domain's.

use std::borrow::Borrow;
use std::error::Error;

use chrono::{DateTime, NaiveDate, Utc};
use model::{Actor, Amount, Damage, Sha256};
use sqlx::error::BoxDynError;
use store::StoreError;

/// Names the errors that mean something to the service.
pub(crate) fn store_error<E>(error: E) -> StoreError
where
    E: Borrow<sqlx::Error> + Error + Send + Sync + 'static,
{
    if let sqlx::Error::Database(database) = error.borrow() {
        // <https://sqlite.org/rescode.html>: SQLITE_FULL
        if database.code().as_deref() == Some("13") {
            return StoreError::Full(error.into());
        }
        if database.is_unique_violation() && database.message().contains("users.email") {
            return StoreError::EmailTaken;
        }
        if database.is_unique_violation() && database.message().contains("clients.name_key") {
            return StoreError::ClientNameTaken;
        }
    }
    StoreError::Database(error.into())
}

/// Whether another connection has to end something first.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    // <https://sqlite.org/rescode.html>: SQLITE_BUSY, with further codes in the upper bits.
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code & 0xff == 5)
}

/// An error in what a row holds.
pub(crate) fn decode_error(error: impl Into<BoxDynError>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

pub(crate) fn moment(micros: i64) -> sqlx::Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros)
        .ok_or_else(|| decode_error(format!("{micros} µs is outside the calendar")))
}

/// A day as SQLite keeps it: since 1970.
pub(crate) fn stored_day(day: NaiveDate) -> i64 {
    day.to_epoch_days().into()
}

pub(crate) fn day(days: i64) -> sqlx::Result<NaiveDate> {
    i32::try_from(days)
        .ok()
        .and_then(NaiveDate::from_epoch_days)
        .ok_or_else(|| decode_error(format!("day {days} is outside the calendar")))
}

pub(crate) fn size(bytes: i64) -> sqlx::Result<u64> {
    bytes.try_into().map_err(decode_error)
}

/// A length as SQLite keeps it; no file is as long as `i64::MAX`.
pub(crate) fn stored_size(bytes: u64) -> i64 {
    bytes.try_into().unwrap_or(i64::MAX)
}

pub(crate) fn amount(dumps: i64, bytes: i64) -> sqlx::Result<Amount> {
    Ok(Amount {
        dumps: size(dumps)?,
        bytes: size(bytes)?,
    })
}

pub(crate) fn sha256(bytes: &[u8]) -> sqlx::Result<Sha256> {
    bytes.try_into().map(Sha256).map_err(decode_error)
}

pub(crate) fn damage(name: Option<&str>) -> sqlx::Result<Option<Damage>> {
    name.map(|name| {
        Damage::ALL
            .into_iter()
            .find(|damage| damage.as_str() == name)
            .ok_or_else(|| decode_error(format!("unknown damage {name:?}")))
    })
    .transpose()
}

pub(crate) fn actor(kind: &str, name: Option<String>) -> sqlx::Result<Actor> {
    Ok(match kind {
        "user" => Actor::User(given(name)?),
        "client" => Actor::Client(given(name)?),
        "machine" => Actor::Machine(given(name)?),
        "anonymous" => Actor::Anonymous,
        "server" => Actor::Server,
        other => return Err(decode_error(format!("unknown actor {other:?}"))),
    })
}

/// A column that every row of its kind has.
pub(crate) fn given<T>(column: Option<T>) -> sqlx::Result<T> {
    column.ok_or_else(|| decode_error("a row lacks what rows of its kind have"))
}
