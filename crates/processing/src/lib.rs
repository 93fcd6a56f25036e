//! From the bytes of a dump to a report that people can read.
//!
//! ```text
//! kind.rs        what a file is, by how it begins
//! worker.rs      run(): a dump in, a report or a stated failure out
//!    ├─ confinement.rs   what the worker's process gives up first
//!    └─ stackwalk.rs     the walk itself, by the crates of rust-minidump
//!          └─ stackwalk/depth.rs   an end to stacks that have none
//! signature.rs   what makes two crashes the same
//! ```
//!
//! The report is the JSON of `minidump-stackwalk`; [`model::report`] reads it. Deliberately
//! absent: stores, HTTP, queues, fetching of symbols, unpacking of compressed dumps.
//!
//! To process a further format: a variant in `kind.rs`, its walk beside `stackwalk.rs`, and a
//! choice between the two in `worker.rs`. To group crashes otherwise: the lists in `data/`.

#![forbid(unsafe_code)]

mod confinement;
mod failure;
pub mod kind;
mod limits;
pub mod signature;
pub mod stackwalk;
pub mod worker;

pub use failure::{Failure, LimitHit};
pub use kind::Kind;
pub use limits::{Limits, MAX_FRAMES};
