//! Connections: accepting, limiting and ending them. Knows no resource.

mod body;
mod listener;
pub(crate) mod peer;
pub(crate) mod security_headers;
mod slash;

pub(crate) use body::{BodyIdle, NoBody};
pub use listener::serve;
