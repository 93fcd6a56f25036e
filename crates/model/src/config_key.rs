//! The configuration as it is in force.

use serde::{Deserialize, Serialize};

/// One key of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigKey {
    pub section: String,
    pub key: String,
    /// `None`: a secret, which is not told.
    pub value: Option<String>,
    pub origin: ConfigOrigin,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfigOrigin {
    Default,
    File,
    Environment,
}
