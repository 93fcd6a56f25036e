//! The rules of Crash Store over a real database and a real folder, with a clock that
//! the tests set.

mod archive;
mod dumps;
mod fsck;
mod sessions;
mod setup;
mod support;
mod users;
