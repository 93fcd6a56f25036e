//! What makes two crashes the same: a short text made of the functions that matter.
//!
//! The method is Socorro's. Frames that say nothing are skipped (*irrelevant*); frames that say
//! something but not enough are collected (*prefix*); the first other frame is the last one. A
//! *sentinel* is where reading begins, whatever was called by it.
//!
//! ```text
//! report ─ frame_name.rs ─▶ ProtoSignature ─ rules.rs ─▶ Signature
//!          a name per frame  kept with the crash          `abort | parse | parse_line`
//! ```
//!
//! Rules know nothing but the proto signature. So when they are edited, crashes are grouped anew
//! without a further look at any dump.
//!
//! To group otherwise for everybody: the lists in `data/`, and [`VERSION`].

mod frame_name;
mod function_name;
mod proto;
mod rules;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use proto::{Circumstance, ProtoSignature};
pub use rules::{Lists, Rules, RulesError, check_patterns};

/// Raised with every change to the built-in lists or to how frames are named: signatures of
/// different versions are not to be compared.
pub const VERSION: u32 = 1;

/// Longer signatures are cut.
pub const MAX_SIGNATURE_CHARS: usize = 255;

/// The name of a group of crashes. Never empty, never longer than [`MAX_SIGNATURE_CHARS`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signature(String);

impl Signature {
    fn new(parts: &[&str]) -> Self {
        const CUT: &str = "...";
        let text = parts.join(" | ");
        if text.chars().count() <= MAX_SIGNATURE_CHARS {
            return Self(text);
        }
        let kept = text.chars().take(MAX_SIGNATURE_CHARS - CUT.len());
        Self(kept.chain(CUT.chars()).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
