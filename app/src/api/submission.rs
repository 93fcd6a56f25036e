//! What came with a dump, as its page shows it.

use serde::{Deserialize, Serialize};

/// What a crash client sent beside a dump; all of it empty for one that came alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    pub origin: Vec<Fact>,
    pub annotations: Vec<Fact>,
    pub attachments: Vec<Fact>,
}

/// A name, and what stands behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub name: String,
    pub text: String,
    /// What a folded text begins with.
    pub beginning: Option<String>,
    /// Dumps of which this is true.
    pub list: Option<String>,
    /// Where the file of this name is.
    pub file: Option<String>,
}
