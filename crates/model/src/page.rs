//! One page of a list.

use serde::{Deserialize, Serialize};

/// Some rows of a list and where the next ones begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// An opaque cursor (see [`crate::DumpCursor`]); `None` on the last page.
    pub next: Option<String>,
}
