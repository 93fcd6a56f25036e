//! The rules of Crash Store over a real database and a real folder, with a clock that
//! the tests set.

mod archive;
mod checks;
mod clients;
mod dump_lists;
mod dumps;
mod fsck;
mod history;
mod labels;
mod own_sessions;
mod reports;
mod sessions;
mod setup;
mod signatures;
mod support;
mod symbols;
mod throttle_rules;
mod users;
