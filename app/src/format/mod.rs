//! Numbers and moments as people read them. The same text on the server and in the
//! browser: nothing here depends on a locale or a time zone.

mod bytes;
mod duration;
mod hex;
mod moment;

pub(crate) use bytes::{
    crashes_in_words, dumps_in_words, exact_bytes, human_bytes, with_separators,
};
pub(crate) use duration::{ago, left};
pub(crate) use hex::hex_dump;
pub(crate) use moment::{iso, utc};
